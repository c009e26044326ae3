import type { Job, JobsQuery } from '#contract/jobs.ts'
import type { Page } from '#contract/lists.ts'
import { type Call, visibleOwner } from '../../platform/principal.ts'
import { type JobRow, toJob } from './job-row.ts'
import { countJobs, type JobFilter, type JobPosition, listJobRows } from './jobs-queries.ts'

/** Up to so many are counted; more would make a list slow for a number that nobody reads. */
const countedJobsMax = 10_000

/** The jobs that whoever asks may see, newest first. @throws ProblemError for a cursor of another list */
export async function listJobs(call: Call, query: JobsQuery): Promise<Page<Job>> {
  return listPage(call, { owner: visibleOwner(call.principal), status: query.status }, query)
}

/** One page of the jobs that match a filter. */
export async function listPage(
  { db, cursors }: Call,
  filter: JobFilter,
  { limit, cursor }: JobsQuery,
): Promise<Page<Job>> {
  const after = cursor === undefined ? undefined : readPosition(cursors.decode(cursor, filter))
  const [rows, counted] = await Promise.all([
    listJobRows(db, filter, { after, limit: limit + 1 }),
    countJobs(db, filter, countedJobsMax + 1),
  ])
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(toJob),
    nextCursor: last === undefined ? null : cursors.encode(positionOf(last), filter),
    ...(counted > countedJobsMax ? {} : { total: counted }),
  }
}

function positionOf({ created_at, id }: JobRow): [string, number] {
  return [created_at.toISOString(), id]
}

/** Reads what `positionOf` wrote, which the cursor's signature guarantees. */
function readPosition([createdAt, id]: readonly (string | number | null)[]): JobPosition {
  return { createdAt: new Date(String(createdAt)), id: Number(id) }
}
