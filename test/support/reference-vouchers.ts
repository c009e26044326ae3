import type { RefusalCode, WarningCode } from '#contract/refusals.ts'
import { type ReferenceRow, readReferenceCsv } from './reference-csv.ts'

/** One rejected row: its codes, columns and values joined by `;` when a row has several faults. */
export interface ReferenceReject {
  file: 'orders.csv' | 'barcodes.csv'
  line: number
  row: number
  column: string
  code: string
  value: string
  /** The line it collides with. */
  firstLine?: number
}

export interface ReferenceVoucher {
  customerId: string
  orderId: string
  barcodes: readonly string[]
}

export interface ReferenceResult {
  fault?: never
  vouchers: readonly ReferenceVoucher[]
  rejects: readonly ReferenceReject[]
  warnings: Partial<Record<WarningCode, number>>
  unusedBarcodes: number
  topCustomers: readonly { customerId: string; amount: number }[]
}

export type ReferenceOutcome = { fault: RefusalCode; file: ReferenceReject['file'] } | ReferenceResult

export interface ReferenceOptions {
  duplicates: 'keep-first' | 'drop-all'
  top: number
  by: 'tickets' | 'orders'
}

interface OrderRow {
  at: ReferenceRow
  orderId: string
  customerId: string
}

interface BarcodeRow {
  at: ReferenceRow
  barcode: string
  orderId: string
}

type Reject = (
  row: ReferenceRow,
  reasons: readonly { code: RefusalCode; column: string; value: string }[],
  firstLine?: number,
) => void

/** Turns two files into vouchers by the rules, with plain lists and maps: what the command must give. */
export function referenceVouchers(
  orders: Uint8Array,
  barcodes: Uint8Array,
  options: ReferenceOptions,
): ReferenceOutcome {
  const ordersFile = readReferenceCsv(orders, ['order_id', 'customer_id'])
  const barcodesFile = readReferenceCsv(barcodes, ['barcode', 'order_id'])
  // What is not UTF-8 is certain only at the end; all else is told before.
  const isEarlier = ordersFile.fault === 'file-not-utf8' && barcodesFile.fault !== 'file-not-utf8'
  if (isEarlier && barcodesFile.fault !== undefined)
    return { fault: barcodesFile.fault, file: 'barcodes.csv' }
  if (ordersFile.fault !== undefined) return { fault: ordersFile.fault, file: 'orders.csv' }
  if (barcodesFile.fault !== undefined) return { fault: barcodesFile.fault, file: 'barcodes.csv' }

  const rejects: ReferenceReject[] = []
  const warnings: ReferenceResult['warnings'] = {}
  const warn = (code: WarningCode, count: number) => {
    if (count > 0) warnings[code] = (warnings[code] ?? 0) + count
  }
  warn('columns-ignored', [ordersFile, barcodesFile].filter((file) => file.columnsIgnored).length)
  const rejectOrder = rejectInto(rejects, 'orders.csv')
  const rejectBarcode = rejectInto(rejects, 'barcodes.csv')

  const known = uniqueOrders(readOrders(ordersFile.rows, rejectOrder, warn), rejectOrder)
  const claims = knownClaims(readBarcodes(barcodesFile.rows, rejectBarcode, warn), known, rejectBarcode)
  const kept = uniqueBarcodes(claims, options.duplicates, rejectBarcode)
  const vouchers = makeVouchers(known, kept, rejectOrder)
  return {
    vouchers,
    rejects: sortRejects(rejects),
    warnings,
    unusedBarcodes: kept.filter((row) => row.orderId === '').length,
    topCustomers: rankCustomers(vouchers, options),
  }
}

function rejectInto(rejects: ReferenceReject[], file: ReferenceReject['file']): Reject {
  return (row, reasons, firstLine) =>
    rejects.push({
      file,
      line: row.line,
      row: row.row,
      column: reasons.map((reason) => reason.column).join(';'),
      code: reasons.map((reason) => reason.code).join(';'),
      value: reasons.map((reason) => reason.value).join(';'),
      ...(firstLine === undefined ? {} : { firstLine }),
    })
}

type Warn = (code: WarningCode, count: number) => void

function readOrders(rows: readonly ReferenceRow[], reject: Reject, warn: Warn): readonly OrderRow[] {
  return rows.flatMap((at) => {
    const order = readId(at, 'order_id')
    const customer = readId(at, 'customer_id')
    if (!passes(at, [order, customer], reject)) return []
    warn('id-normalised', [order, customer].filter((id) => id.changed).length)
    return [{ at, orderId: order.id, customerId: customer.id }]
  })
}

function readBarcodes(rows: readonly ReferenceRow[], reject: Reject, warn: Warn): readonly BarcodeRow[] {
  return rows.flatMap((at) => {
    const barcode = { ...checkBarcode(at), column: 'barcode' }
    const isUnsold = at.cells.get('order_id') === ''
    const order = isUnsold ? { id: '', changed: false, column: 'order_id' } : readId(at, 'order_id')
    if (!passes(at, [barcode, order], reject)) return []
    warn('id-normalised', order.changed ? 1 : 0)
    return [{ at, barcode: at.cells.get('barcode') ?? '', orderId: order.id }]
  })
}

function passes(
  at: ReferenceRow,
  cells: readonly { code?: RefusalCode; column: string }[],
  reject: Reject,
): boolean {
  if (at.code !== undefined) {
    reject(at, [{ code: at.code, column: '', value: at.raw }])
    return false
  }
  const faults = cells.flatMap(({ code, column }) =>
    code === undefined ? [] : [{ code, column, value: at.cells.get(column) ?? '' }],
  )
  if (faults.length > 0) reject(at, faults)
  return faults.length === 0
}

interface ReadId {
  column: string
  id: string
  changed: boolean
  code?: RefusalCode
}

function readId(at: ReferenceRow, column: string): ReadId {
  const text = at.cells.get(column) ?? ''
  if (text === '') return { column, id: '', changed: false, code: 'value-missing' }
  const id = /^0*([1-9][0-9]*)(\.0+)?$/.exec(text)?.[1]
  if (id === undefined) return { column, id: '', changed: false, code: 'id-invalid' }
  if (id.length > 255) return { column, id, changed: false, code: 'value-too-long' }
  return { column, id, changed: id !== text }
}

function checkBarcode(at: ReferenceRow): { code?: RefusalCode } {
  const barcode = at.cells.get('barcode') ?? ''
  if (barcode === '') return { code: 'value-missing' }
  // Of two faults of one cell the first in the table of refusals is told.
  if (/[\t\r\n]/.test(barcode)) return { code: 'control-character' }
  return [...barcode].length > 255 ? { code: 'value-too-long' } : {}
}

function uniqueOrders(rows: readonly OrderRow[], reject: Reject): readonly OrderRow[] {
  const first = new Map<string, OrderRow>()
  for (const row of rows) {
    const winner = first.get(row.orderId)
    if (winner === undefined) {
      first.set(row.orderId, row)
      continue
    }
    const reason =
      winner.customerId === row.customerId
        ? { code: 'order-duplicate' as const, column: 'order_id', value: row.orderId }
        : { code: 'order-conflict' as const, column: 'customer_id', value: row.customerId }
    reject(row.at, [reason], winner.at.line)
  }
  return [...first.values()]
}

function knownClaims(
  rows: readonly BarcodeRow[],
  orders: readonly OrderRow[],
  reject: Reject,
): readonly BarcodeRow[] {
  const known = new Set(orders.map((order) => order.orderId))
  return rows.filter((row) => {
    const isKnown = row.orderId === '' || known.has(row.orderId)
    if (!isKnown) reject(row.at, [{ code: 'order-unknown', column: 'order_id', value: row.orderId }])
    return isKnown
  })
}

function uniqueBarcodes(
  rows: readonly BarcodeRow[],
  duplicates: ReferenceOptions['duplicates'],
  reject: Reject,
): readonly BarcodeRow[] {
  const kept: BarcodeRow[] = []
  for (const copies of Map.groupBy(rows, (row) => row.barcode).values()) {
    const winner = duplicates === 'keep-first' || copies.length === 1 ? firstClaim(copies) : undefined
    if (winner !== undefined) kept.push(winner)
    const claimants = new Set(copies.map((copy) => copy.orderId).filter((id) => id !== ''))
    for (const loser of copies.filter((copy) => copy !== winner)) {
      const isConflict =
        winner === undefined ? claimants.size > 1 : loser.orderId !== '' && loser.orderId !== winner.orderId
      const other = winner ?? copies.find((copy) => copy !== loser)
      const code = isConflict ? 'barcode-conflict' : 'barcode-duplicate'
      reject(loser.at, [{ code, column: 'barcode', value: loser.barcode }], other?.at.line)
    }
  }
  return kept.toSorted((a, b) => a.at.row - b.at.row)
}

function firstClaim(copies: readonly BarcodeRow[]): BarcodeRow | undefined {
  return copies.find((copy) => copy.orderId !== '') ?? copies[0]
}

function makeVouchers(
  orders: readonly OrderRow[],
  kept: readonly BarcodeRow[],
  reject: Reject,
): readonly ReferenceVoucher[] {
  const sold = Map.groupBy(kept, (row) => row.orderId)
  const vouchers = orders.flatMap(({ at, orderId, customerId }) => {
    const barcodes = (sold.get(orderId) ?? []).map((row) => row.barcode)
    if (barcodes.length > 0) return [{ customerId, orderId, barcodes }]
    reject(at, [{ code: 'order-without-barcodes', column: 'order_id', value: orderId }])
    return []
  })
  return vouchers.toSorted(
    (a, b) => compareNumbers(a.customerId, b.customerId) || compareNumbers(a.orderId, b.orderId),
  )
}

function rankCustomers(vouchers: readonly ReferenceVoucher[], { top, by }: ReferenceOptions) {
  const amounts = new Map<string, number>()
  for (const { customerId, barcodes } of vouchers) {
    const amount = by === 'tickets' ? barcodes.length : 1
    amounts.set(customerId, (amounts.get(customerId) ?? 0) + amount)
  }
  return [...amounts]
    .map(([customerId, amount]) => ({ customerId, amount }))
    .toSorted((a, b) => b.amount - a.amount || compareNumbers(a.customerId, b.customerId))
    .slice(0, top)
}

function compareNumbers(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b)
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

function sortRejects(rejects: readonly ReferenceReject[]): readonly ReferenceReject[] {
  const fileOrder = { 'orders.csv': 0, 'barcodes.csv': 1 }
  return rejects.toSorted((a, b) => fileOrder[a.file] - fileOrder[b.file] || a.row - b.row)
}
