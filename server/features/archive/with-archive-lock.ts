import type { Database } from '../../platform/database/database.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import { tryLockArchiving, unlockArchiving } from './archive-state-queries.ts'

/**
 * Runs one archiving at a time, in whichever process. The database lets go of the lock when the process dies.
 * @throws ProblemError 409 while somebody else is at it
 */
export async function withArchiveLock<T>(db: Database, run: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    if (!(await tryLockArchiving(connection)))
      throw new ProblemError({
        code: 'archiving-under-way',
        detail: 'Somebody is archiving already: wait until that is done.',
      })
    try {
      return await run()
    } finally {
      // A connection that was lost has let go of it.
      await unlockArchiving(connection).catch(() => undefined)
    }
  })
}
