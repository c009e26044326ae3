import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../platform/database/database.ts'
import type { FileStore } from '../../platform/files/file-store.ts'
import type { Call } from '../../platform/principal.ts'
import { changeJob, lockJobIn } from './guard-job.ts'
import type { ImportServices } from './import-services.ts'
import { kindOf } from './job-row.ts'
import { deleteJobRow } from './job-state-queries.ts'

/**
 * Removes a job that does not run, with its rows and its files. Orders and barcodes that it stored stay.
 * @throws ProblemError 404 or 409
 */
export async function deleteJob(call: Call, services: ImportServices, id: string): Promise<void> {
  const files = await changeJob(call, (tx) => deleteRows(tx, call, services, id))
  await removeStored(call, services.store, files)
}

async function deleteRows(
  tx: Transaction,
  { principal }: Call,
  { kinds }: ImportServices,
  id: string,
): Promise<string[]> {
  const rule = 'A job that is queued or processing must be cancelled before it can be deleted'
  const job = await lockJobIn(tx, principal, {
    id,
    states: ['pending', 'completed', 'failed', 'cancelled'],
    rule,
  })
  await kinds[kindOf(job)].remove(tx, job.id)
  const files = await deleteJobRow(tx, job.id)
  await recordChange(tx, principal, {
    action: 'job.delete',
    subjectId: id,
    details: {
      kind: job.kind,
      userId: job.user_id,
      was: job.status,
      files: job.files.map(({ name }) => name),
    },
  })
  return files
}

/** The clean-up removes what cannot be removed now. */
async function removeStored({ log }: Call, store: FileStore, keys: readonly string[]): Promise<void> {
  for (const removed of await Promise.allSettled(keys.map((key) => store.remove(key)))) {
    if (removed.status === 'rejected')
      log.warn({ err: removed.reason }, 'a file of a deleted job stays for now')
  }
}
