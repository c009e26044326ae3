import type { BarcodeScan } from '#contract/barcodes.ts'
import type { Page, PageQuery } from '#contract/lists.ts'
import { streamRows } from '../../../platform/database/stream-rows.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { refuseUnknownBarcode } from './require-barcode.ts'
import { allScans, isHeardOf, listScanRows, type ScanRow } from './scans-queries.ts'

/** A page of the scans of a barcode, the oldest first. @throws ProblemError 404 for one that nobody heard of */
export async function listScans(
  { db, cursors }: Call,
  barcode: string,
  { limit, cursor }: PageQuery,
): Promise<Page<BarcodeScan>> {
  if (!(await isHeardOf(db, barcode))) return refuseUnknownBarcode()
  const after = cursor === undefined ? undefined : Number(cursors.decode(cursor, {})[0])
  const rows = await listScanRows(db, barcode, { after, limit: limit + 1 })
  const { items, nextCursor } = pageOf(rows, ({ id }) => [id], { cursors, limit })
  return { items: items.map(toScan), nextCursor }
}

/** All scans of a barcode. @throws ProblemError 404 for one that nobody heard of */
export async function downloadScans({ db }: Call, barcode: string, signal: AbortSignal): Promise<CsvFile> {
  if (!(await isHeardOf(db, barcode))) return refuseUnknownBarcode()
  return {
    fileName: 'barcode-scans.csv',
    header: ['at', 'received_at', 'outcome', 'refusal', 'gate', 'nonce', 'forced', 'reason', 'actor'],
    rows: readLines(streamRows(db, allScans(barcode), { signal })),
  }
}

async function* readLines(rows: AsyncIterable<ScanRow>): AsyncGenerator<string[]> {
  for await (const row of rows) {
    const { at, receivedAt, outcome, refusal, gate, nonce, forced, reason, actor } = toScan(row)
    const texts = [refusal, gate, nonce, String(forced), reason, actor].map((text) => text ?? '')
    yield [at, receivedAt, outcome, ...texts]
  }
}

function toScan({ id: _, at, received_at, is_forced, ...scan }: ScanRow): BarcodeScan {
  return { ...scan, at: at.toISOString(), receivedAt: received_at.toISOString(), forced: is_forced }
}
