import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { endAll } from './docket-process.ts'

/** An empty directory that is removed after the test, once every Docket that the test started has ended. */
export function temporaryDirectory(t: Pick<TestContext, 'after'>): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'docket-test-')))
  t.after(async () => {
    await endAll()
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
  })
  return path
}
