import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endAll } from './docket-process.ts'

/** Runs something after a test, or after all tests of a file: a test's context, or what `node:test` exports. */
interface Afterwards {
  after(run: () => Promise<void>): void
}

/** An empty directory that is removed after the test, once every Docket that the test started has ended. */
export function temporaryDirectory(t: Afterwards): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'docket-test-')))
  t.after(async () => {
    await endAll()
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
  })
  return path
}
