import type { JobStatus } from '#contract/jobs.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { isLockTimeout } from '../../platform/database/database-refusals.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import { type Call, type Principal, visibleOwner } from '../../platform/principal.ts'
import { type JobRow, statusOf } from './job-row.ts'
import { findRemoval } from './job-state-queries.ts'
import { lockJob } from './jobs-queries.ts'
import { refuseUnknownJob } from './require-job.ts'

/**
 * Runs a change of a job in a transaction.
 * @throws ProblemError 409 when somebody else holds the job, or what belongs to it, for too long
 */
export async function changeJob<T>({ db }: Call, change: (tx: Transaction) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .execute(change)
    .catch((error) => {
      throw isLockTimeout(error)
        ? refuseState('The job is just being worked on. Try again in a moment.')
        : error
    })
}

/**
 * The job under this id, in one of these states, which nobody else can change until the transaction ends.
 * @param rule says when it may be done: "Only a pending job can be started"
 * @throws ProblemError 404 when whoever asks sees no such job, 409 when it is in another state
 */
export async function lockJobIn(
  tx: Transaction,
  principal: Principal,
  { id, states, rule }: { id: string; states: readonly JobStatus[]; rule: string },
): Promise<JobRow> {
  const job = (await lockJob(tx, visibleOwner(principal), id)) ?? refuseUnknownJob()
  if (states.includes(statusOf(job))) return job
  throw refuseState(`${rule}; this one is ${job.status}.`)
}

/** @throws ProblemError 409 when the clean-up has removed what the job would read */
export async function requireFiles(tx: Transaction, job: JobRow): Promise<void> {
  const removedAt = await findRemoval(tx, job.id)
  if (removedAt === undefined) return
  const day = removedAt.toISOString().slice(0, 10)
  throw refuseState(`Its files were removed on ${day}, as their time was over. Upload them again.`)
}

function refuseState(detail: string): ProblemError {
  return new ProblemError({ code: 'job-state-conflict', detail })
}
