import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { PlainError } from './errors.ts'
import { isProcessLockHeld, takeProcessLock } from './process-lock.ts'

function lockPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'docket-lock-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'some.lock')
}

/** Runs `code` in another process, where `take` and `held` are at hand and `path` names the lock. */
function inAnotherProcess(path: string, code: string): string {
  const module = new URL('./process-lock.ts', import.meta.url).href
  const script = `
    const { takeProcessLock: take, isProcessLockHeld: held } = await import(${JSON.stringify(module)})
    const path = ${JSON.stringify(path)}
    ${code}`
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  }).stdout.trim()
}

test('only one process holds the lock', (t) => {
  const path = lockPath(t)
  const lock = takeProcessLock(path)
  assert.ok(lock)
  assert.equal(inAnotherProcess(path, 'console.log(take(path) === undefined, held(path))'), 'true true')
  lock.release()
  assert.equal(inAnotherProcess(path, 'console.log(take(path) === undefined)'), 'false')
})

test('the lock of a process that was killed is free', (t) => {
  const path = lockPath(t)
  const said = inAnotherProcess(
    path,
    'take(path); console.log(held(path)); process.kill(process.pid, "SIGKILL")',
  )
  assert.equal(said, 'true')
  assert.equal(isProcessLockHeld(path), false)
  assert.ok(takeProcessLock(path))
})

test('looking whether a lock is held makes no file', (t) => {
  const path = lockPath(t)
  assert.equal(isProcessLockHeld(path), false)
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('a lock that cannot be made is refused in one line', (t) => {
  assert.throws(() => takeProcessLock(join(lockPath(t), 'no-folder/some.lock')), PlainError)
})
