import { once } from 'node:events'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { CheckedRows } from './check-rows.ts'

/** The columns of each table that rows are copied into. The job's id is the default of its partition. */
const copiedColumns = {
  ticket_orders: 'row_number, line, order_id, customer_id, raw',
  ticket_barcodes: 'row_number, line, barcode, order_id, raw',
  ticket_rejects: 'part, row_number, line, found_by, errors, raw',
} as const

/** Copies checked rows of one file into the partitions of a job, in the transaction that `client` is in. */
export async function copyTicketRows(client: Client, jobId: number, rows: CheckedRows): Promise<void> {
  await copy(client, rows.table, jobId, rows.staged.written())
  await copy(client, 'ticket_rejects', jobId, rows.rejects.written())
}

async function copy(
  client: Client,
  table: keyof typeof copiedColumns,
  jobId: number,
  rows: Uint8Array,
): Promise<void> {
  if (rows.length === 0) return
  const stream = client.query(copyFrom(`copy ${table}_${jobId} (${copiedColumns[table]}) from stdin`))
  stream.end(rows)
  await once(stream, 'finish')
}
