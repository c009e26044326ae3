import { openDatabase } from '../../server/platform/database/database.ts'
import { createEmbeddedEngine } from '../../server/platform/engine/embedded-engine.ts'
import { type MakeEngine, startRowsImports } from './start-rows-imports.ts'

/** The engines by the names that a test gives on the command line. */
const engines: Readonly<Record<string, MakeEngine>> = { embedded: createEmbeddedEngine }

/** Runs imports as a process of its own, until it is killed or told to stop. */
async function workerProcess(): Promise<void> {
  const [name = '', url = '', folder = '', leaseMs = ''] = process.argv.slice(2)
  const makeEngine = engines[name]
  if (makeEngine === undefined) throw new Error(`there is no engine ${name}`)
  const db = openDatabase({ url, poolSize: 4, onError: () => undefined })
  const imports = await startRowsImports({ db, url, folder, makeEngine, leaseMs: Number(leaseMs) })
  process.once('SIGTERM', async () => {
    await imports.stop(5_000)
    await db.destroy()
    process.stdout.write('stopped\n')
  })
  process.stdout.write('ready\n')
}

await workerProcess()
