import type { UnusedBarcode } from '#contract/barcodes.ts'
import type { Page, PageQuery } from '#contract/lists.ts'
import { streamRows } from '../../../platform/database/stream-rows.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { readBarcodeTotals } from './barcode-totals-queries.ts'
import { allUnused, listUnusedRows } from './barcodes-queries.ts'

/** A page of the barcodes that belong to no order, and how many there are. */
export async function listUnusedBarcodes(
  { db, cursors }: Call,
  { limit, cursor }: PageQuery,
): Promise<Page<UnusedBarcode>> {
  const after = cursor === undefined ? undefined : String(cursors.decode(cursor, {})[0])
  const [rows, { unassigned }] = await Promise.all([
    listUnusedRows(db, { after, limit: limit + 1 }),
    readBarcodeTotals(db),
  ])
  return { ...pageOf(rows, ({ barcode }) => [barcode], { cursors, limit }), total: unassigned }
}

/** All barcodes that belong to no order. */
export function downloadUnusedBarcodes({ db }: Call, signal: AbortSignal): CsvFile {
  return {
    fileName: 'unused-barcodes.csv',
    header: ['barcode'],
    rows: readLines(streamRows(db, allUnused(), { signal })),
  }
}

async function* readLines(unused: AsyncIterable<UnusedBarcode>): AsyncGenerator<string[]> {
  for await (const { barcode } of unused) yield [barcode]
}
