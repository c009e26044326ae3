import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { clusterPaths } from '../../server/platform/database/embedded/cluster-paths.ts'
import { type DocketOptions, launcher, processesNaming, startDocket } from './docket-process.ts'
import { missingForOrdinaryUser, nobody } from './ordinary-user.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function assertServes(options: DocketOptions): Promise<void> {
  for (const start of ['first', 'second']) {
    const server = startDocket(options)
    await server.ready().catch((error) => assert.fail(`${start} start: ${error}`))
    server.kill('SIGTERM')
    assert.deepEqual(await server.ended, { code: 0, signal: null }, server.output())
    assert.deepEqual(processesNaming(options.dataDir), [])
  }
}

/** Why user namespaces cannot be hidden from a test here, if they cannot. */
function missingForHiding(): string | false {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '--bind', '/bin/false', '/usr/bin/unshare'])
  return status === 0 ? false : 'only root can hide /usr/bin/unshare from a process'
}

/** Starts Docket on a system that has no user namespaces. */
function withoutNamespaces(dataDir: string): DocketOptions {
  const script = 'mount --bind /bin/false /usr/bin/unshare && exec "$0" serve'
  return { dataDir, command: 'unshare', args: ['--mount', 'sh', '-c', script, launcher] }
}

function ordinaryDirectory(t: TestContext): string {
  const path = temporaryDirectory(t)
  chownSync(path, nobody.uid, nobody.gid)
  return path
}

test('it serves from a folder with spaces, quotes, commas and letters of other scripts', async (t) => {
  await assertServes({ dataDir: join(temporaryDirectory(t), `Käse, "Brot" & l'eau 顧客 $HOME`) })
})

test('it serves from a folder whose path is too long for a socket', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'long'.repeat(30))
  await assertServes({ dataDir })
  const server = startDocket({ dataDir })
  await server.ready()
  const { socketDir } = clusterPaths(realpathSync(dataDir))
  assert.ok(!socketDir.startsWith(dataDir))
  assert.equal(statSync(socketDir).mode & 0o777, 0o700)
  server.kill('SIGTERM')
  await server.ended
  assert.equal(existsSync(socketDir), false)
})

test('it serves from a folder only its owner may enter', async (t) => {
  const folder = temporaryDirectory(t)
  chmodSync(folder, 0o700)
  await assertServes({ dataDir: join(folder, 'data') })
})

test('it serves for an ordinary user', { skip: missingForOrdinaryUser() }, async (t) => {
  await assertServes({ dataDir: join(ordinaryDirectory(t), 'data'), user: nobody })
})

test('root goes on with the database of an ordinary user as that user', {
  skip: missingForOrdinaryUser(),
}, async (t) => {
  const dataDir = join(ordinaryDirectory(t), 'data')
  await assertServes({ dataDir, user: nobody })
  await assertServes({ dataDir })
  assert.equal(statSync(join(dataDir, 'postgres/global')).uid, nobody.uid)
})

test('a user without a name in /etc/passwd is served too', { skip: missingForOrdinaryUser() }, async (t) => {
  const dataDir = temporaryDirectory(t)
  const unnamed = { uid: 54_321, gid: 54_321 }
  chownSync(dataDir, unnamed.uid, unnamed.gid)
  await assertServes({ dataDir: join(dataDir, 'data'), user: unnamed })
})

test('root without user namespaces runs PostgreSQL as a user without rights', {
  skip: missingForHiding(),
}, async (t) => {
  const folder = temporaryDirectory(t)
  chmodSync(folder, 0o755)
  await assertServes(withoutNamespaces(join(folder, 'data')))
  assert.notEqual(statSync(join(folder, 'data/postgres')).uid, 0)
})

test('root without user namespaces is refused where nobody else can go, and leaves its rights as they are', {
  skip: missingForHiding(),
}, async (t) => {
  const dataDir = join(temporaryDirectory(t), 'data')
  const server = startDocket(withoutNamespaces(dataDir))
  assert.deepEqual(await server.ended, { code: 1, signal: null })
  assert.match(server.output(), /PostgreSQL does not run as root, and neither/)
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
})

test('an ordinary user is told whose database it is', { skip: missingForOrdinaryUser() }, async (t) => {
  const dataDir = ordinaryDirectory(t)
  mkdirSync(join(dataDir, 'postgres'), { mode: 0o700 })
  const server = startDocket({ dataDir, user: nobody })
  assert.deepEqual(await server.ended, { code: 1, signal: null })
  assert.match(server.output(), /belongs to another user \(id 0\): start Docket as that user/)
})
