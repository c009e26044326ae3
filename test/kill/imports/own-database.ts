import { type Database, openDatabase } from '../../../server/platform/database/database.ts'
import { startEmbeddedPostgres } from '../../../server/platform/database/embedded/start-embedded-postgres.ts'
import { migrateUp } from '../../../server/platform/database/migrator.ts'

/** Runs `use` on a migrated database in `dataDir`, without a server. */
export async function withOwnDatabase<T>(
  dataDir: string,
  use: (db: Database, url: string) => Promise<T>,
): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir, say: () => undefined })
  const db = openDatabase({ url: server.url, poolSize: 4, onError: () => undefined })
  try {
    await migrateUp(db)
    return await use(db, server.url)
  } finally {
    await db.destroy()
    await server.stop()
  }
}
