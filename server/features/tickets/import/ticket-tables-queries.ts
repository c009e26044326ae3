import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/**
 * The partitions of one job. All statements name them, never the whole table: a long download of one job then keeps
 * nobody from making or dropping the partitions of another.
 */
export interface TicketTables {
  jobId: number
  orders: RawBuilder<unknown>
  barcodes: RawBuilder<unknown>
  rejects: RawBuilder<unknown>
}

/** The places of the two files in `ticket_rejects.part`. */
export const ordersPart = 0
export const barcodesPart = 1

export function ticketTables(jobId: number): TicketTables {
  return {
    jobId,
    orders: sql.table(`ticket_orders_${jobId}`),
    barcodes: sql.table(`ticket_barcodes_${jobId}`),
    rejects: sql.table(`ticket_rejects_${jobId}`),
  }
}

/**
 * Makes the partitions of a job. Each is made by itself and then attached, because making it as a partition would lock
 * out whoever reads the rows of other jobs.
 */
export async function createTicketTables(tx: Transaction, jobId: number): Promise<void> {
  for (const table of ['ticket_orders', 'ticket_barcodes', 'ticket_rejects']) {
    const partition = sql.table(`${table}_${jobId}`)
    await sql`
      create table ${partition} (like ${sql.table(table)} including defaults including constraints including indexes)
    `.execute(tx)
    await sql`alter table ${partition} alter job_id set default ${sql.lit(jobId)}`.execute(tx)
    await sql`
      alter table ${sql.table(table)} attach partition ${partition} for values in (${sql.lit(jobId)})
    `.execute(tx)
  }
}

/** Drops the partitions of a job, where they are there. */
export async function dropTicketTables(tx: Transaction, jobId: number): Promise<void> {
  const { orders, barcodes, rejects } = ticketTables(jobId)
  await sql`drop table if exists ${orders}, ${barcodes}, ${rejects}`.execute(tx)
}

/** Builds what the comparing and merging of rows looks them up by; after they were copied, when it takes the least time. */
export async function indexTicketTables(db: Database, tables: TicketTables): Promise<void> {
  const { jobId, orders, barcodes, rejects } = tables
  const name = (text: string) => sql.id(`${text}_${jobId}`)
  await sql`create index if not exists ${name('ticket_orders_by_row')} on ${orders} (row_number)`.execute(db)
  await sql`create index if not exists ${name('ticket_orders_by_order')} on ${orders} (order_id)`.execute(db)
  await sql`create index if not exists ${name('ticket_barcodes_by_order')} on ${barcodes} (order_id)`.execute(
    db,
  )
  await sql`
    create index if not exists ${name('ticket_barcodes_unsold')} on ${barcodes} (row_number) where order_id is null
  `.execute(db)
  // What is known to be visible to everybody is counted from the indexes alone.
  await sql`vacuum (analyze) ${orders}, ${barcodes}, ${rejects}`.execute(db)
}

/** Lets the statements of this connection sort and join more in memory: it runs one at a time. */
export async function allowMoreMemory(db: Database): Promise<void> {
  await sql`select set_config('work_mem', '64MB', false)`.execute(db)
}
