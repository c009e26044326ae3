import type { Client } from 'pg'
import type { ImportFiles } from './import-files.ts'

/** An import that was started, and what must come of it. */
export interface StartedImport extends ImportFiles {
  /** The public id of the job. */
  jobId: string
}

interface StoredImport {
  id: string
  status: string
  error: string | null
  total: string
  valid: string
  invalid: string
}

/**
 * Holds what an import has stored against its files: nothing lost, nothing doubled, every row with a verdict.
 * @throws an Error that says what is wrong
 */
export async function assertImported(client: Client, expected: StartedImport): Promise<void> {
  const { rows } = await client.query<StoredImport>(
    `select id, status, error, total_records as total, valid_records as valid, invalid_records as invalid
     from jobs where public_id = $1`,
    [expected.jobId],
  )
  const [job] = rows
  const { records, valid } = expected
  const found = job && [job.status, Number(job.total), Number(job.valid), Number(job.invalid)].join()
  const wanted = ['completed', records, valid, records - valid].join()
  if (job === undefined || found !== wanted)
    throw new Error(`job ${expected.jobId} is ${found} (${job?.error}), and not ${wanted}`)
  const stored =
    expected.kind === 'tickets'
      ? await countTickets(client, expected)
      : await countTransactions(client, job.id)
  const expectedRows =
    expected.kind === 'tickets' ? [valid, valid].join() : [records, records, valid, records - valid].join()
  if (stored !== expectedRows)
    throw new Error(`job ${expected.jobId} has stored ${stored}, and not ${expectedRows}`)
}

/** All rows, how many different ones, the valid and the invalid ones. */
async function countTransactions(client: Client, jobId: string): Promise<string> {
  const { rows } = await client.query<{ counts: string }>(
    `select concat_ws(',', count(*), count(distinct row_number), count(*) filter (where is_valid),
       count(*) filter (where not is_valid)) as counts
     from transactions where job_id = $1`,
    [jobId],
  )
  return rows[0]?.counts ?? ''
}

/** Orders and barcodes that are stored, and how many of them there can be at most once. */
async function countTickets(client: Client, { mark }: ImportFiles): Promise<string> {
  const { rows } = await client.query<{ counts: string }>(
    `with kept as (
       select 'order', external_id as id from orders where external_id like $1
       union all
       select 'barcode', barcode from barcodes where barcode like $1 and order_id is not null
     )
     select concat_ws(',', count(*), count(distinct kept)) as counts from kept`,
    [`${mark}%`],
  )
  return rows[0]?.counts ?? ''
}

/** How far all jobs are, as something that differs whenever one of them has moved; undefined when all have ended. */
export async function readProgress(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ active: string; progress: string }>(
    `select count(*) filter (where status in ('queued', 'processing')) as active,
       concat_ws(' ', sum(processed_records), sum(progress_percent), string_agg(phase, ',' order by id),
         count(*) filter (where status = 'completed')) as progress
     from jobs`,
  )
  const [row] = rows
  return row === undefined || row.active === '0' ? undefined : row.progress
}

/** What the jobs that are to be worked on say is wrong with them. */
export async function readErrors(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ error: string }>(
    "select error from jobs where status in ('queued', 'processing') and error is not null",
  )
  return rows.map(({ error }) => error)
}
