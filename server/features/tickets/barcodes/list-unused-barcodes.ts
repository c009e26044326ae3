import type { Page, PageQuery } from '#contract/lists.ts'
import type { UnusedBarcode } from '#contract/tickets.ts'
import { streamRows } from '../../../platform/database/stream-rows.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { allUnused, countUnused, listUnusedRows } from './barcodes-queries.ts'

/** A page of the barcodes that belong to no order, and how many there are. */
export async function listUnusedBarcodes(
  { db, cursors }: Call,
  { limit, cursor }: PageQuery,
): Promise<Page<UnusedBarcode>> {
  const after = cursor === undefined ? undefined : String(cursors.decode(cursor, {})[0])
  const [rows, total] = await Promise.all([listUnusedRows(db, { after, limit: limit + 1 }), countUnused(db)])
  return { ...pageOf(rows, ({ barcode }) => [barcode], { cursors, limit }), total }
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
