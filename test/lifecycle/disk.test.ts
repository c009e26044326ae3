import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DocketOptions, launcher, processesNaming, startDocket } from './docket-process.ts'
import { missingForOrdinaryUser, nobody } from './ordinary-user.ts'
import { refusalOf } from './refusal-of.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Why a test cannot mount a disk of its own here, if it cannot. */
function missingForMounting(): string | false {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'docket', '/mnt'])
  return status === 0 ? false : 'only root can mount a disk for one process'
}

const skip = missingForMounting()

/** Starts Docket where `script` has mounted something on `$DOCKET_DATA_DIR`; it goes with the process. */
function withMount(dataDir: string, script: string, args = 'serve'): DocketOptions {
  return {
    dataDir,
    command: 'unshare',
    args: ['--mount', 'sh', '-c', `${script} && exec "$0" ${args}`, launcher],
  }
}

for (const megabytes of [1, 20, 40]) {
  test(`a disk of ${megabytes} MB, too small for the database, is refused`, { skip }, async (t) => {
    const dataDir = temporaryDirectory(t)
    const mount = `mount -t tmpfs -o size=${megabytes}m docket "$DOCKET_DATA_DIR"`
    assert.match(await refusalOf(withMount(dataDir, mount)), /No space left|disk is full|could not extend/)
    assert.deepEqual(processesNaming(dataDir), [])
  })
}

test('a disk that has become full is refused', { skip }, async (t) => {
  const script = [
    'mount -t tmpfs -o size=100m docket "$DOCKET_DATA_DIR"',
    '"$0" migrate up',
    '{ dd if=/dev/zero of="$DOCKET_DATA_DIR/film" bs=4096 2>&1 || true; }',
  ]
  const line = await refusalOf(withMount(temporaryDirectory(t), script.join(' && ')))
  assert.match(line, /its disk is full: ENOSPC/)
})

test('a disk that is read-only is refused, by every command that needs it', { skip }, async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir })
  await first.ready()
  first.kill('SIGTERM')
  await first.ended
  const mount =
    'mount --bind "$DOCKET_DATA_DIR" "$DOCKET_DATA_DIR" && mount -o remount,bind,ro "$DOCKET_DATA_DIR"'
  for (const args of ['serve', 'migrate list'])
    assert.match(await refusalOf(withMount(dataDir, mount, args)), /cannot lock .*: it must be a file/)
})

test('a data directory that its user may not write is refused', {
  skip: missingForOrdinaryUser(),
}, async (t) => {
  const folder = temporaryDirectory(t)
  chownSync(folder, nobody.uid, nobody.gid)
  const dataDir = join(folder, 'data')
  const options = { dataDir, user: nobody }
  const first = startDocket(options)
  await first.ready()
  first.kill('SIGTERM')
  await first.ended
  chmodSync(dataDir, 0o555)
  assert.match(await refusalOf(options), /cannot be written, this user may not do that: EACCES/)
  assert.match(
    await refusalOf({ ...options, args: ['migrate', 'list'] }),
    /cannot be written, this user may not do that: EACCES/,
  )
  chmodSync(join(dataDir, 'server.lock'), 0o444)
  assert.match(await refusalOf(options), /cannot lock .*server\.lock: it must be a file/)
})
