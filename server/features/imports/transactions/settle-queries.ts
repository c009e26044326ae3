import { type RawBuilder, sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { analyzePartition, partitionOf } from './partition-queries.ts'

/** A valid row whose id an earlier valid row has. */
export interface RepeatedRow {
  row_number: number
  transaction_id: string
  /** The line of the row that keeps the id. */
  first_line: number
}

/** Room for sorting, so that a few million rows need no second pass over the disk. */
const sortMemory = '64MB'

/**
 * Finds all rows whose id an earlier one has, into a table of this connection alone.
 * @param suspects all ids that can be in question; without them every id is
 */
export async function findRepeatedRows(
  db: Database,
  jobId: number,
  suspects: readonly string[] | undefined,
): Promise<void> {
  const rows = sql.table(partitionOf(jobId))
  await db.transaction().execute(async (tx) => {
    // Sorting short hashes in one process is twice as fast as the hash table that the planner prefers, in a third of the memory.
    await sql`
      select set_config('work_mem', ${sortMemory}, true), set_config('enable_hashagg', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)
    `.execute(tx)
    await sql`drop table if exists pg_temp.repeated_rows`.execute(tx)
    await sql`create temp table repeated_rows (row_number bigint, transaction_id text, first_line bigint)`.execute(
      tx,
    )
    await sql`
      insert into pg_temp.repeated_rows (row_number, transaction_id, first_line)
      select row_number, transaction_id, first_line from (
        select row_number, transaction_id, line, first_value(line) over same_id as first_line
        from ${rows} where is_valid and ${suspects === undefined ? isHashShared(rows) : isOneOf(suspects)}
        window same_id as (partition by transaction_id order by row_number)
      ) as candidates
      where line <> first_line order by row_number
    `.execute(tx)
  })
}

/** Ids are compared by their hashes first, which are short and leave only few to be compared as texts. */
function isHashShared(rows: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`hashtextextended(transaction_id, 0) in (
    select hashtextextended(transaction_id, 0) from ${rows} where is_valid group by 1 having count(*) > 1
  )`
}

function isOneOf(suspects: readonly string[]): RawBuilder<boolean> {
  return sql`transaction_id = any(${suspects}::text[])`
}

/** The repeated rows behind `row`, in the order of the file. */
export async function listRepeatedRows(db: Database, row: number, limit: number): Promise<RepeatedRow[]> {
  const { rows } = await sql<RepeatedRow>`
    select row_number, transaction_id, first_line from pg_temp.repeated_rows
    where row_number > ${row} order by row_number limit ${limit}
  `.execute(db)
  return rows
}

/** A row that loses its id, with its reasons as they are stored. */
export interface RejectedRow {
  row_number: number
  errors: string
  raw: string
}

/** Makes valid rows invalid. Returns how many there were. */
export async function rejectRows(
  tx: Transaction,
  jobId: number,
  rows: readonly RejectedRow[],
): Promise<number> {
  const result = await sql`
    update ${sql.table(partitionOf(jobId))} as stored
    set is_valid = false, errors = rejected.errors::jsonb, raw = rejected.raw
    from unnest(
      ${rows.map((row) => row.row_number)}::bigint[],
      ${rows.map((row) => row.errors)}::text[],
      ${rows.map((row) => row.raw)}::text[]
    ) as rejected (row_number, errors, raw)
    where stored.row_number = rejected.row_number and stored.is_valid
  `.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

/** Room for building an index. */
const indexMemory = '256MB'

/**
 * Builds the index that keeps ids unique among the valid rows of a job, unless it is there. It is built at the end, all
 * at once, because keeping it up to date row by row takes longer than everything else.
 */
export async function buildUniqueIndex(db: Database, jobId: number): Promise<void> {
  const name = partitionOf(jobId)
  await db.transaction().execute(async (tx) => {
    // One process is enough: several would leave no processor for whoever asks something meanwhile.
    await sql`
      select set_config('maintenance_work_mem', ${indexMemory}, true),
        set_config('max_parallel_maintenance_workers', '0', true)
    `.execute(tx)
    // A run that was taken for dead may be building the same index: wait for it rather than stumble over it.
    await sql`lock table ${sql.table(name)} in share update exclusive mode`.execute(tx)
    await sql`
      create unique index if not exists ${sql.ref(`${name}_transaction_id_key`)}
      on ${sql.table(name)} (transaction_id) where is_valid
    `.execute(tx)
    await analyzePartition(tx, jobId)
  })
}
