import type { Page } from '#contract/lists.ts'
import type { Voucher, VoucherFilter, VouchersQuery } from '#contract/tickets.ts'
import { csvLine } from '../../platform/csv/write-csv.ts'
import { streamRows } from '../../platform/database/stream-rows.ts'
import { pageOf } from '../../platform/http/page-of.ts'
import type { CsvFile } from '../../platform/http/send-csv.ts'
import type { Call } from '../../platform/principal.ts'
import { allVouchers, listVoucherRows, type VoucherPosition } from './vouchers-queries.ts'

/** A page of all vouchers, or of one customer's, by customer and then by order as numbers. */
export async function listVouchers(
  { db, cursors }: Call,
  { limit, cursor, ...filters }: VouchersQuery,
): Promise<Page<Voucher>> {
  const after = cursor === undefined ? undefined : readPosition(cursors.decode(cursor, filters))
  const rows = await listVoucherRows(db, filters, { after, limit: limit + 1 })
  return pageOf(rows, ({ customerId, orderId }) => [customerId, orderId], { cursors, filters, limit })
}

/** The same vouchers, all of them, in the form of the command's `vouchers.csv` (spec 2.1). */
export function downloadVouchers({ db }: Call, filter: VoucherFilter, signal: AbortSignal): CsvFile {
  return {
    fileName: 'vouchers.csv',
    header: ['customer_id', 'order_id', 'barcodes'],
    rows: readLines(streamRows(db, allVouchers(filter), { signal })),
    line: writeLine,
  }
}

async function* readLines(vouchers: AsyncIterable<Voucher>): AsyncGenerator<string[]> {
  for await (const { customerId, orderId, barcodes } of vouchers)
    yield [customerId, orderId, `[${barcodes.join(', ')}]`]
}

/** The barcodes are always in quotes, also where one barcode alone would need none. */
function writeLine(row: readonly (string | number)[]): string {
  const ids = csvLine(row.slice(0, 2)).trimEnd()
  return `${ids},"${String(row[2]).replaceAll('"', '""')}"\n`
}

function readPosition([customerId, orderId]: readonly (string | number | null)[]): VoucherPosition {
  return { customerId: String(customerId), orderId: String(orderId) }
}
