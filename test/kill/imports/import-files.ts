import type { JobKind } from '../../../contract/jobs.ts'

/** The files of one import, by the fields of the upload, and what must come of them. */
export interface ImportFiles {
  kind: JobKind
  files: Readonly<Record<string, string>>
  records: number
  valid: number
  /** What every id of these files begins with, so that they can be told from those of others. */
  mark: string
}

/** A payments file: of each hundred rows one amount is unreadable, and one id is that of the row before. */
export function transactionsFile(mark: string, records: number): ImportFiles {
  const rows = Array.from({ length: records }, (_, i) => {
    const amount = i % 100 === 7 ? 'much' : `${i % 40_000}.25`
    const id = i % 100 === 10 ? i - 1 : i
    return `${mark}${id},${amount},2024-02-${String(1 + (i % 29)).padStart(2, '0')},"row ${i}, ${mark}"\n`
  })
  const faulty = countEvery(records, 7) + countEvery(records, 10)
  const file = `transaction_id,amount,date,description\n${rows.join('')}`
  return { kind: 'transactions', files: { file }, records, valid: records - faulty, mark }
}

/** Orders with four barcodes each: of each hundred barcodes one names no order, and one stands there twice. */
export function ticketFiles(mark: string, records: number): ImportFiles {
  const orders = Math.floor(records / 5)
  const barcodes = records - orders
  const orderRows = Array.from({ length: orders }, (_, i) => `${mark}${i},${mark}${i % 100}\n`)
  const barcodeRows = Array.from({ length: barcodes }, (_, i) => {
    const order = i % 100 === 7 ? 'none' : `${mark}${Math.min(Math.floor(i / 4), orders - 1)}`
    const barcode = i % 100 === 10 ? i - 1 : i
    return `${mark}${String(barcode).padStart(9, '0')},${order}\n`
  })
  const faulty = countEvery(barcodes, 7) + countEvery(barcodes, 10)
  const files = {
    orders: `order_id,customer_id\n${orderRows.join('')}`,
    barcodes: `barcode,order_id\n${barcodeRows.join('')}`,
  }
  return { kind: 'tickets', files, records, valid: records - faulty, mark }
}

/** How many numbers below `records` leave `rest` when divided by 100. */
function countEvery(records: number, rest: number): number {
  return Math.floor((records + 99 - rest) / 100)
}
