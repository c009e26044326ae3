import type { FastifyRequest } from 'fastify'
import { type FileRole, fileRoles, type Job, type UploadQuery, uploadFields } from '#contract/jobs.ts'
import type { Fault } from '#contract/problem.ts'
import { refusals } from '#contract/refusals.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import { violatedConstraint } from '../../../platform/database/database-refusals.ts'
import type { FileStore } from '../../../platform/files/file-store.ts'
import { requireStillAllowed } from '../../../platform/http/access.ts'
import { reserveUpload } from '../../../platform/http/idempotency.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { findJobOwner, refuseUnknownUser } from '../find-job-owner.ts'
import type { ImportServices } from '../import-services.ts'
import { toJob } from '../job-row.ts'
import { findJob } from '../jobs-queries.ts'
import type { InspectFile } from './create-inspector.ts'
import type { FileRefusal } from './inspect-file.ts'
import { type ReceivedFile, receiveFiles, removeFiles } from './receive-files.ts'
import { insertJob } from './upload-queries.ts'

export interface UploadServices extends Pick<ImportServices, 'store'> {
  inspect: InspectFile
}

/** A received file that was read to its end. */
interface CountedFile extends ReceivedFile {
  records: number
}

/**
 * Stores the files of an upload, reads each to its end, and makes a job of them that waits to be started.
 * @throws ProblemError when the user, the body or a file is refused; then nothing is kept
 */
export async function uploadJob(
  call: Call,
  { store, inspect }: UploadServices,
  { query, request }: { query: UploadQuery; request: FastifyRequest },
): Promise<Job> {
  const options = optionsOf(query)
  const userId = await findJobOwner(call, query.user_id)
  const fields = uploadFields[query.kind]
  const received = await receiveFiles(request, store, { fields, bytesMax: call.config.maxUploadBytes })
  const files = await checkFiles(call, request, { received, store, inspect }).catch(async (error) => {
    await removeFiles(store, received)
    throw error
  })
  const { job, keys } = await createJob(call, { userId, kind: query.kind, options, files }).catch(
    async (error) => {
      // A commit that was not answered may have happened: then the files stay, until the clean-up knows better.
      if (error instanceof ProblemError) await removeFiles(store, received)
      throw error
    },
  )
  // Under an Idempotency-Key the job may have been made by an earlier attempt, of the files that came with that one.
  await removeFiles(
    store,
    received.filter(({ key }) => !keys.includes(key)),
  )
  return job
}

interface CheckFiles {
  received: readonly ReceivedFile[]
  store: FileStore
  inspect: InspectFile
}

/** Reads the files to their end. @throws AnswerReplay when the same upload was answered before */
async function checkFiles(
  call: Call,
  request: FastifyRequest,
  { received, store, inspect }: CheckFiles,
): Promise<CountedFile[]> {
  const files = await countRecords(received, store, inspect)
  await requireStillAllowed(request)
  const content = files.map(({ field, sha256 }) => [field, sha256])
  await reserveUpload(call, request, content)
  return files
}

function optionsOf({ kind, duplicates }: UploadQuery): Record<string, unknown> {
  if (kind === 'tickets') return { duplicates: duplicates ?? 'keep-first' }
  if (duplicates === undefined) return {}
  const message = 'belongs to kind=tickets'
  throw new ProblemError({
    code: 'values-invalid',
    detail: `"/duplicates" ${message}.`,
    errors: [{ pointer: '/duplicates', code: 'value-unknown', message }],
  })
}

/** @throws ProblemError naming every file that cannot be used */
async function countRecords(
  received: readonly ReceivedFile[],
  store: FileStore,
  inspect: InspectFile,
): Promise<CountedFile[]> {
  const files = await Promise.all(received.map((file) => inspectStored(file, store, inspect)))
  const refused = files.flatMap((file) => ('refused' in file ? [file] : []))
  if (refused.length > 0) throw refuseFiles(refused)
  return files.flatMap((file) => ('records' in file ? [file] : []))
}

async function inspectStored(file: ReceivedFile, store: FileStore, inspect: InspectFile) {
  const borrowed = await store.borrow(file.key)
  try {
    return { ...file, ...(await inspect(borrowed.path)) }
  } finally {
    await borrowed.giveBack()
  }
}

function refuseFiles(refused: readonly (ReceivedFile & { refused: FileRefusal })[]): ProblemError {
  const errors = refused.map(
    ({ field, refused: { code, reason } }): Fault => ({
      pointer: `/${field}`,
      code,
      message: `${reason}. ${refusals[code].hint}`,
    }),
  )
  const detail = refused.map(({ name }, i) => `"${name}" ${errors[i]?.message}`).join(' ')
  return new ProblemError({ code: 'file-refused', detail, errors })
}

interface NewJob {
  userId: string
  kind: UploadQuery['kind']
  options: Record<string, unknown>
  files: readonly CountedFile[]
}

/** @returns the job, and the keys of the stored files that it is made of */
async function createJob(
  { db, principal }: Call,
  { files, ...job }: NewJob,
): Promise<{ job: Job; keys: string[] }> {
  return db.transaction().execute(async (tx) => {
    const publicId = await insertJob(tx, { ...job, files: files.map(toFileRow) }).catch((error) => {
      throw violatedConstraint(error) === 'jobs_user_id_fkey' ? refuseUnknownUser() : error
    })
    const details = {
      kind: job.kind,
      userId: job.userId,
      files: files.map(({ name, sha256 }) => ({ name, sha256 })),
    }
    await recordChange(tx, principal, { action: 'job.create', subjectId: publicId, details })
    const row = await findJob(tx, undefined, publicId)
    if (row === undefined) throw new Error('a job that was just stored is not there')
    return { job: toJob(row), keys: files.map(({ key }) => key) }
  })
}

function toFileRow({ field, name, key, bytes, sha256, records }: CountedFile) {
  return { role: roleOf(field), name, storedAs: key, bytes, sha256, records }
}

/** What a file is for is the name of its field, but for the one field of transactions. */
function roleOf(field: string): FileRole {
  return fileRoles.find((role) => role === field) ?? 'transactions'
}
