import type { Reject } from '#contract/job-rows.ts'
import type { Page, PageQuery } from '#contract/lists.ts'
import type { Call } from '../../../platform/principal.ts'
import { kindOf } from '../job-row.ts'
import type { RejectSources } from '../reject-source.ts'
import { requireJob } from '../require-job.ts'

/** One page of the reasons for which rows of a job were refused. @throws ProblemError 404, or 422 for a cursor */
export async function listRejects(
  call: Call,
  sources: RejectSources,
  id: string,
  { limit, cursor }: PageQuery,
): Promise<Page<Reject>> {
  const job = await requireJob(call, id)
  const cursors = call.cursors.within('rejects')
  const filters = { job: job.public_id }
  const after = cursor === undefined ? undefined : cursors.decode(cursor, filters).map(Number)
  const { entries, isLast } = await sources[kindOf(job)].page(call.db, job.id, after, limit)
  const last = entries.at(-1)
  return {
    items: entries.map(({ reject }) => reject),
    nextCursor: isLast || last === undefined ? null : cursors.encode(last.position, filters),
  }
}
