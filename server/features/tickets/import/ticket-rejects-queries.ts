import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { TicketReason } from './ticket-reason.ts'

/** A refused row with all its reasons, as it is stored. Only imports and repairs write them, in this shape. */
export interface RefusedRow {
  part: number
  row_number: number
  line: number
  errors: TicketReason[]
  raw: string
}

/** One of the two files of a job. */
export interface TicketFile {
  role: 'orders' | 'barcodes'
  name: string
  column_names: string[] | null
}

/** The texts of a page come to so many bytes at most, or to one row: a raw row may have a mebibyte. */
const pageBytesMax = 4 * 1_048_576

/** Refused rows in the order of files and lines, from behind a row on, and whether none follow. */
export async function listRefusedRows(
  db: Database,
  jobId: number,
  { behind, limit }: { behind: { part: number; row: number }; limit: number },
): Promise<{ rows: RefusedRow[]; isLast: boolean }> {
  const { rows } = await sql<RefusedRow & { found: number }>`
    select part, row_number, line, errors, raw, found
    from (
      select *, count(*) over () as found,
        sum(octet_length(raw)) over (
          order by part, row_number rows between unbounded preceding and 1 preceding
        ) as bytes_before
      from (
        select part, row_number, line, errors, raw from ticket_rejects
        where job_id = ${jobId} and (part, row_number) > (${behind.part}, ${behind.row})
        order by part, row_number limit ${limit + 1}
      ) as next_rows
    ) as measured
    where coalesce(bytes_before, 0) < ${pageBytesMax}
    order by part, row_number limit ${limit}
  `.execute(db)
  return { rows, isLast: (rows[0]?.found ?? 0) <= rows.length }
}

/** The two files of a job: orders, then barcodes. */
export async function listTicketFiles(db: Database, jobId: number): Promise<TicketFile[]> {
  const { rows } = await sql<TicketFile>`
    select role, name, column_names from job_files
    where job_id = ${jobId} and role in ('orders', 'barcodes')
    order by role = 'barcodes'
  `.execute(db)
  return rows
}
