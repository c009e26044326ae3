import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RefusalCode } from '#contract/refusals.ts'
import { createShuffle, mix } from '../generate-tickets/shuffle.ts'

export interface TransactionsPlan {
  rows: number
  seed: number
  /** The share of rows that are faulty, 0 to 1. */
  faults: number
}

/** What was put into a file: its rows, how many are suspicious, and how often each code must be reported for them. */
export interface PlantedTransactions {
  rows: number
  valid: number
  suspicious: number
  rejects: Partial<Record<RefusalCode, number>>
}

/** Told of every sound row, as its fields. */
export type SoundRow = (fields: readonly string[], rowNumber: number, isSuspicious: boolean) => void

const header = 'transaction_id,amount,date,description,user_id\n'
const bufferedCharactersMax = 1 << 20

/** Writes a made-up transactions file, holding no more than one buffer of it; the same plan gives the same file. */
export function writeTransactions(
  plan: TransactionsPlan,
  path: string,
  onSound: SoundRow = () => undefined,
): PlantedTransactions {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  const planted: PlantedTransactions = { rows: plan.rows, valid: 0, suspicious: 0, rejects: {} }
  const makeRow = createRows(plan)
  let buffered = header
  for (let row = 0; row < plan.rows; row++) {
    const fields = makeRow(row)
    const isSuspicious = isAmountSuspicious(fields[1])
    const fault = findFault(plan, row)
    if (fault === undefined) {
      planted.valid++
      onSound(fields, row + 1, isSuspicious)
    } else {
      planted.rejects[fault.code] = (planted.rejects[fault.code] ?? 0) + 1
    }
    const written = fault?.spoil(fields, makeRow(row - 1)) ?? fields
    if (isAmountSuspicious(written[1]) && written.length === fields.length) planted.suspicious++
    buffered += `${written.join(',')}\n`
    if (buffered.length > bufferedCharactersMax) buffered = flush(file, buffered)
  }
  flush(file, buffered)
  closeSync(file)
  return planted
}

interface Fault {
  code: RefusalCode
  spoil(fields: readonly string[], before: readonly string[]): readonly string[]
}

/** The kinds of faults, which take turns. A third of them are ids that the row before has. */
const faults: readonly Fault[] = [
  { code: 'transaction-duplicate', spoil: ([, ...rest], [id = '']) => [id, ...rest] },
  { code: 'amount-invalid', spoil: ([id = '', , ...rest]) => [id, '$5', ...rest] },
  { code: 'date-invalid', spoil: ([id = '', amount = '', , ...rest]) => [id, amount, '15/01/2024', ...rest] },
  { code: 'transaction-duplicate', spoil: ([, ...rest], [id = '']) => [id, ...rest] },
  { code: 'value-missing', spoil: ([, ...rest]) => ['', ...rest] },
  { code: 'too-few-fields', spoil: ([id = '', amount = '', date = '']) => [id, amount, date] },
]

/** Every so many rows one is faulty; never the first one, nor two in a row. */
function findFault({ rows, faults: share }: TransactionsPlan, row: number): Fault | undefined {
  const every = Math.max(2, Math.round(1 / share))
  if (share === 0 || rows < every || row % every !== every - 1) return undefined
  return faults[Math.floor(row / every) % faults.length]
}

/** Makes the fields of a row by its number: a random id that no other row has, and what goes with a payment. */
function createRows({ rows, seed }: TransactionsPlan): (row: number) => readonly string[] {
  const shuffle = createShuffle(rows, seed)
  return (row) => {
    const number = mix(seed, row)
    const id = `${mix(seed + 1, row)
      .toString(16)
      .padStart(8, '0')}-${shuffle(Math.max(0, row)).toString(36)}`
    const sign = number % 200 === 0 ? '-' : ''
    const amount = `${sign}${(number % 100_000) / 2}`.concat(number % 2 === 0 ? '.00' : '')
    const date = new Date(1_700_000_000_000 + (number % 30_000_000) * 1_000).toISOString().replace('.000', '')
    return [`T-${id}`, amount, date, `payment ${row % 9_973}`, `user-${number % 50_000}`]
  }
}

function isAmountSuspicious(amount = ''): boolean {
  return Number(amount) < 0 || Number(amount) > 50_000
}

function flush(file: number, text: string): string {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
  return ''
}
