import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type FileRole, fileRoles, type JobKind } from '../../../contract/jobs.ts'
import { insertJob } from '../../../server/features/imports/upload/upload-queries.ts'
import type { Database } from '../../../server/platform/database/database.ts'

interface JobFile {
  field: string
  storedAs: string
  text: string
}

/** A file of a job as it is stored, in the order of the roles. */
export interface QueuedFile {
  id: number
  role: FileRole
  name: string
  storedAs: string
}

/** Stores a job that is to be run, with files that lie in the store already. */
export async function insertQueuedJob(
  db: Database,
  kind: JobKind,
  files: readonly JobFile[],
): Promise<{ publicId: string; files: QueuedFile[] }> {
  const owner = await db
    .insertInto('users')
    .values({ name: 'Owner', email: `${randomUUID()}@example.com` })
    .returning('id')
    .executeTakeFirstOrThrow()
  const publicId = await db.transaction().execute((tx) =>
    insertJob(tx, {
      userId: owner.id,
      kind,
      options: {},
      files: files.map(({ field, storedAs, text }) => ({
        role: roleOf(field),
        name: `${field}.csv`,
        storedAs,
        bytes: text.length,
        sha256: '',
        // One line each, after the header.
        records: text.split('\n').length - 2,
      })),
    }),
  )
  await sql`update jobs set status = 'queued' where public_id = ${publicId}`.execute(db)
  const stored = await db
    .selectFrom('job_files')
    .innerJoin('jobs', 'jobs.id', 'job_files.job_id')
    .select(['job_files.id', 'job_files.role', 'job_files.name', 'job_files.stored_as'])
    .where('jobs.public_id', '=', publicId)
    .execute()
  const queued = stored.map(({ id, role, name, stored_as }) => ({
    id,
    role: roleOf(role),
    name,
    storedAs: stored_as,
  }))
  return {
    publicId,
    files: queued.toSorted((a, b) => fileRoles.indexOf(a.role) - fileRoles.indexOf(b.role)),
  }
}

/** The role of the file in a field of the upload. */
function roleOf(field: string): FileRole {
  return fileRoles.find((role) => role === field) ?? 'transactions'
}
