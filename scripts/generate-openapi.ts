import { writeFile } from 'node:fs/promises'
import { systemClock } from '../server/platform/clock.ts'
import { readConfig } from '../server/platform/config.ts'
import { openDatabase } from '../server/platform/database/database.ts'
import { nobody } from '../server/platform/http/access.ts'
import { buildApp } from '../server/platform/http/build-app.ts'
import { createCursors } from '../server/platform/http/cursor.ts'
import { createLog } from '../server/platform/log.ts'

/** Writes docs/openapi.json from the routes. A test compares it with what the server answers. */
async function writeDocument(): Promise<void> {
  const config = readConfig({ LOG_LEVEL: 'silent' })
  // It connects with the first statement, and describing the routes needs none.
  const db = openDatabase({ url: 'postgres://localhost/nothing', poolSize: 2, onError: () => undefined })
  const app = await buildApp(
    {
      config,
      db,
      log: createLog(config),
      clock: systemClock,
      cursors: createCursors(Buffer.alloc(32)),
      stopping: new AbortController().signal,
    },
    { authenticate: () => nobody },
  )
  await app.ready()
  const path = new URL('../docs/openapi.json', import.meta.url)
  await writeFile(path, `${JSON.stringify(app.swagger(), null, 2)}\n`)
  await app.close()
}

await writeDocument()
