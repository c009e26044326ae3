import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { buildFeatures } from '../../server/entry/build-features.ts'
import { buildImportServices } from '../../server/entry/build-import-services.ts'
import { readConfig } from '../../server/platform/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { startTestApp, type TestApp, type TestAppOptions } from './app.ts'
import { openTestDatabase } from './database.ts'

/** Starts an application with everything that `docket serve` answers below `/api`, on the database at `url`. It runs no jobs. */
export async function startFullApp(options: TestAppOptions = {}): Promise<TestApp & { url: string }> {
  const { db, url, closeFirst } = await openTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-full-app-'))
  after(() => rmSync(dataDir, { recursive: true }))
  const config = readConfig({ DOCKET_DATA_DIR: dataDir, LOG_LEVEL: 'silent' })
  const services = await buildImportServices({ config, log: createLog(config) }, url)
  const app = await startTestApp({ ...options, db, features: buildFeatures(services) })
  closeFirst(() => services.engine.stop(0))
  closeFirst(() => app.app.close())
  return { ...app, url }
}
