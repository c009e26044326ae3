import { once } from 'node:events'
import { sql } from 'kysely'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Transaction } from '../../../platform/database/database.ts'
import { copiedColumns } from './write-row.ts'

/** The table that holds the rows of one job: a partition of `transactions`. */
export function partitionOf(jobId: number): string {
  return `transactions_${jobId}`
}

/**
 * Makes the table for the rows of a job. It is made by itself and then attached, because making it as a partition would
 * lock out whoever reads the rows of other jobs.
 */
export async function createPartition(tx: Transaction, jobId: number): Promise<void> {
  const name = partitionOf(jobId)
  const partition = sql.table(name)
  if (await isThere(tx, name)) return
  await sql`
    create table ${partition} (
      like transactions including defaults including comments,
      constraint ${sql.ref(`${name}_pkey`)} primary key (row_number)
    )`.execute(tx)
  await sql`alter table ${partition} alter job_id set default ${sql.lit(jobId)}`.execute(tx)
  await sql`
    create index ${sql.ref(`${name}_invalid`)} on ${partition} (row_number) where not is_valid
  `.execute(tx)
  await sql`
    create index ${sql.ref(`${name}_suspicious`)} on ${partition} (row_number) where is_suspicious
  `.execute(tx)
  await sql`
    alter table transactions attach partition ${partition} for values in (${sql.lit(jobId)})
  `.execute(tx)
}

async function isThere(tx: Transaction, table: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`.execute(
    tx,
  )
  return rows[0]?.found === true
}

/** Takes the rows of a job away. */
export async function dropPartition(tx: Transaction, jobId: number): Promise<void> {
  await sql`drop table if exists ${sql.table(partitionOf(jobId))}`.execute(tx)
}

/** Copies rows in the text format of COPY into the job's table, in the transaction that `client` is in. */
export async function copyRows(client: Client, jobId: number, rows: Uint8Array): Promise<void> {
  const statement = `copy ${partitionOf(jobId)} (${copiedColumns.join(', ')}) from stdin`
  const copy = client.query(copyFrom(statement))
  copy.end(rows)
  await once(copy, 'finish')
}

/**
 * Lets the planner know how many rows are valid: without that it sorts all rows for each page of a list. The server
 * does so by itself, but only minutes later.
 */
export async function analyzePartition(tx: Transaction, jobId: number): Promise<void> {
  await sql`analyze ${sql.table(partitionOf(jobId))} (row_number, is_valid, is_suspicious)`.execute(tx)
}
