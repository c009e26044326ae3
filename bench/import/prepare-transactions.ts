import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  type PlantedTransactions,
  type TransactionsPlan,
  writeTransactions,
} from '../../scripts/generate-transactions/write-transactions.ts'

/** A file to import, and its sound rows as they stand in the table afterwards, for COPY. */
export interface TransactionFiles {
  upload: string
  clean: string
  planted: PlantedTransactions
}

/** The columns of `clean`, in their order. */
export const cleanColumns =
  'row_number, line, transaction_id, amount, date, description, user_id, is_valid, is_suspicious'

const bufferedCharactersMax = 1 << 20

/** Writes the files of a size once; later runs find them. One row in a hundred is faulty. */
export function prepareTransactions(rows: number): TransactionFiles {
  const plan: TransactionsPlan = { rows, seed: 1, faults: 0.01 }
  const folder = join(import.meta.dirname, '..', 'data', `transactions-${rows}`)
  const marker = join(folder, 'plan.json')
  const files = { upload: join(folder, 'transactions.csv'), clean: join(folder, 'clean.csv') }
  mkdirSync(folder, { recursive: true })
  if (!existsSync(marker)) {
    const planted = write(plan, files)
    writeFileSync(marker, JSON.stringify(planted))
  }
  return { ...files, planted: JSON.parse(readFileSync(marker, 'utf8')) }
}

function write(
  plan: TransactionsPlan,
  { upload, clean }: Omit<TransactionFiles, 'planted'>,
): PlantedTransactions {
  const file = openSync(clean, 'w')
  let buffered = ''
  const planted = writeTransactions(plan, upload, (fields, row, isSuspicious) => {
    buffered += `${row},${row + 1},${fields.join(',')},t,${isSuspicious ? 't' : 'f'}\n`
    if (buffered.length < bufferedCharactersMax) return
    writeSync(file, buffered)
    buffered = ''
  })
  writeSync(file, buffered)
  closeSync(file)
  return planted
}
