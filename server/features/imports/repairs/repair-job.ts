import type { RepairResult } from '#contract/job-rows.ts'
import type { Fault } from '#contract/problem.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { type Call, principalKey } from '../../../platform/principal.ts'
import { changeJob, lockJobIn } from '../guard-job.ts'
import { type JobRow, kindOf, toJob } from '../job-row.ts'
import { readJob } from '../jobs-queries.ts'
import { announceJob } from '../live/announce-job-queries.ts'
import type { RepairOutcome, RepairTarget, RepairTargets } from '../repair-target.ts'
import { requireJob } from '../require-job.ts'
import { refuseRepair } from './refuse-repair.ts'
import type { Repair } from './repair.ts'
import { moveCounters } from './repair-queries.ts'

/** Reads what was sent, for the columns that the kind of the job has. */
export type ReadRepair = (columns: RepairTarget['columns']) => Promise<Repair>

/**
 * Takes mended rows back into a completed job, all in one transaction. Rows that are still invalid stay as they are and are
 * told; the same repair again changes nothing.
 * @throws ProblemError 404, 409 when the job is not completed, 422 when a row names no rejected row
 */
export async function repairJob(
  call: Call,
  targets: RepairTargets,
  { id, read }: { id: string; read: ReadRepair },
): Promise<RepairResult> {
  const target = targets[kindOf(await requireJob(call, id))]
  const repair = await read(target.columns)
  refuseRepeated(repair)
  await target.prepare?.(call.db)
  const { outcome, job } = await changeJob(call, (tx) => store(tx, call, { id, target, repair }))
  await announce(call, job)
  const { repaired, stillInvalid } = outcome
  return { repaired, stillInvalid, job: toJob(job) }
}

/** A row that is sent twice could become either. */
function refuseRepeated({ rows }: Repair): void {
  const seen = new Set<string>()
  const faults: Fault[] = []
  for (const { pointer, file, line } of rows) {
    const key = JSON.stringify([file ?? '', line])
    if (seen.has(key)) faults.push({ pointer, code: 'repeated', message: `repeats line ${line}` })
    seen.add(key)
  }
  if (faults.length > 0) throw refuseRepair('values-invalid', faults)
}

async function store(
  tx: Transaction,
  { principal }: Call,
  { id, target, repair }: { id: string; target: RepairTarget; repair: Repair },
): Promise<{ outcome: RepairOutcome; job: JobRow }> {
  const rule = 'Only a completed job can be repaired'
  const job = await lockJobIn(tx, principal, { id, states: ['completed'], rule })
  const { rows, sha256 } = repair
  const outcome = await target.repair(tx, job.id, rows, { by: principalKey(principal), sha256 })
  if (outcome.counted.valid !== 0) {
    await moveCounters(tx, job.id, outcome.counted)
    const details = { repaired: outcome.counted.valid, stillInvalid: outcome.stillInvalid.length, sha256 }
    await recordChange(tx, principal, { action: 'job.repair', subjectId: id, details })
  }
  return { outcome, job: await readJob(tx, job.id) }
}

/** What is stored stands even if nobody can be told now. */
async function announce({ db, log }: Call, job: JobRow): Promise<void> {
  await announceJob(db, job.id).catch((error) =>
    log.warn({ err: error, jobId: job.public_id }, 'a repair could not be passed on'),
  )
}
