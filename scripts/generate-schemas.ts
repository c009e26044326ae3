import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../server/platform/database/database.ts'
import { startEmbeddedPostgres } from '../server/platform/database/embedded/start-embedded-postgres.ts'
import { migrateUp } from '../server/platform/database/migrator.ts'
import { readCatalog } from './schemas/read-catalog.ts'
import { writeDataModel } from './schemas/write-data-model.ts'
import { writeRowTypes } from './schemas/write-row-types.ts'
import { writeEnvExample, writeSettingsPage } from './schemas/write-settings.ts'
import { writeStatusesPage } from './schemas/write-statuses.ts'

/** Writes the pages of the settings and of the statuses, and from a migrated database that is thrown away the row types and the data model page. */
async function generateSchemas(): Promise<void> {
  await write('../.env.example', writeEnvExample())
  await write('../docs/settings.md', writeSettingsPage())
  await write('../docs/order-statuses.md', writeStatusesPage())
  await withEmptyDatabase(async (db) => {
    await migrateUp(db)
    const catalog = await readCatalog(db)
    await write('../server/platform/database/schema.generated.ts', writeRowTypes(catalog))
    await write('../docs/data-model.md', writeDataModel(catalog))
  })
}

async function withEmptyDatabase(use: (db: Database) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'docket-schemas-'))
  try {
    const server = await startEmbeddedPostgres({ dataDir, say: () => {} })
    const db = openDatabase({ url: server.url, poolSize: 2, onError: console.error })
    await use(db).finally(async () => {
      await db.destroy()
      await server.stop()
    })
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(new URL(path, import.meta.url), text)
}

await generateSchemas()
