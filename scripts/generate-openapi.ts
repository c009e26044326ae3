import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildFeatures } from '../server/entry/build-features.ts'
import { buildImportServices } from '../server/entry/build-import-services.ts'
import { systemClock } from '../server/platform/clock.ts'
import { readConfig } from '../server/platform/config.ts'
import { openDatabase } from '../server/platform/database/database.ts'
import { nobody } from '../server/platform/http/access.ts'
import { buildApp } from '../server/platform/http/build-app.ts'
import { createCursors } from '../server/platform/http/cursor.ts'
import { createHints } from '../server/platform/live/hints.ts'
import { createLog } from '../server/platform/log.ts'

/** Writes docs/openapi.json from the routes. A test compares it with what the server answers. */
async function writeDocument(folder: string): Promise<void> {
  const config = readConfig({ LOG_LEVEL: 'silent', DOCKET_DATA_DIR: folder })
  // It connects with the first statement, and describing the routes needs none.
  const url = 'postgres://localhost/nothing'
  const db = openDatabase({ url, poolSize: 2, onError: () => undefined })
  const log = createLog(config)
  const context = {
    config,
    db,
    log,
    hints: createHints(db, log),
    clock: systemClock,
    cursors: createCursors(Buffer.alloc(32)),
    stopping: new AbortController().signal,
  }
  const services = await buildImportServices(context, url)
  const app = await buildApp(context, { authenticate: () => nobody, features: buildFeatures(services) })
  await app.ready()
  const path = new URL('../docs/openapi.json', import.meta.url)
  await writeFile(path, `${JSON.stringify(app.swagger(), null, 2)}\n`)
  await app.close()
  await rm(folder, { recursive: true })
}

await writeDocument(await mkdtemp(join(tmpdir(), 'docket-openapi-')))
