import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type DocketProcess, startDocket, until } from '../lifecycle/docket-process.ts'
import { temporaryDirectory } from '../lifecycle/temporary-directory.ts'
import { type Ran, startCommand } from './run-import.ts'

const dataDir = join(temporaryDirectory({ after }), 'data')
const adminKey = 'the-admin-key-of-these-tests'
const plan = ['--seed', '5', '--until', '2025-06-14T17:00:00Z', '--days', '30', '--orders', '300']
let env: Record<string, string> = {}
let server: DocketProcess
let port = 0

before(async () => {
  port = await findFreePort()
  env = { DOCKET_DATA_DIR: dataDir, PORT: String(port) }
  server = startDocket({ dataDir, env: { ...env, DOCKET_ADMIN_API_KEY: adminKey } })
  await server.ready()
})

after(async () => {
  server?.kill('SIGTERM')
  await server?.ended
})

async function findFreePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

function docket(...args: string[]): Promise<Ran> {
  return startCommand(args, env).ended
}

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${adminKey}` },
  })
  // What the contract says about this path.
  return (await answer.json()) as T
}

describe('docket seed', () => {
  test('says what is missing when there is no admin yet', async () => {
    const { code, stderr } = await docket('seed', ...plan)
    assert.equal(code, 1)
    assert.match(stderr, /^docket: there is no admin yet: open the link/)
  })

  test('leaves the files out that nobody could own, when it comes with the key of the settings', async () => {
    const { code, stdout, stderr } = await docket('seed', '--key', adminKey, '--orders', '0', '--json')
    assert.equal(code, 0, stderr)
    assert.match(stderr, /there is no user yet/)
    assert.deepEqual(JSON.parse(stdout).jobs, [])
  })

  test('stores orders, imports files and redeems tickets, and the same again stores no order twice', async () => {
    const added = await docket('users', 'add', '--email', 'a@example.com', '--name', 'A', '--role', 'admin')
    assert.equal(added.code, 0, added.stderr)
    const first = await docket('seed', ...plan, '--tickets', '90', '--payments', '40', '--json')
    assert.equal(first.code, 0, first.stderr)
    const seeded = JSON.parse(first.stdout)
    assert.deepEqual(seeded.orders, { created: 300, repeated: 0, changed: 0, refused: 0 })
    assert.equal(seeded.jobs.length, 2)
    assert.ok(seeded.redeemed > 10, `${seeded.redeemed} redeemed`)

    const redeemedBefore = await countRedeemed()
    const second = await docket(
      'seed',
      ...plan,
      '--key',
      adminKey,
      '--tickets',
      '0',
      '--payments',
      '1',
      '--json',
    )
    assert.equal(second.code, 0, second.stderr)
    const again = JSON.parse(second.stdout)
    assert.deepEqual(again.orders, { created: 0, repeated: 300, changed: 0, refused: 0 })
    assert.equal(again.jobs.length, 1)
    assert.equal(await countRedeemed(), redeemedBefore, 'no ticket of anybody else was used')

    const { items: vouchers } = await ask<{ items: object[] }>('/api/vouchers?limit=200')
    assert.ok(vouchers.length > 20, `${vouchers.length} vouchers`)
    await assertCounted(300 + vouchers.length)
    const { items: jobs } = await ask<{ items: { status: string }[] }>('/api/jobs')
    assert.deepEqual(
      jobs.map(({ status }) => status),
      ['completed', 'completed', 'completed'],
    )
  })

  test('leaves no key behind that still works', async () => {
    const { items } = await ask<{ items: { name: string; revokedAt: string | null }[] }>('/api/keys')
    assert.ok(items.length > 0)
    for (const { name, revokedAt } of items) assert.ok(revokedAt !== null, `${name} is revoked`)
  })

  test('refuses what it cannot mean', async () => {
    for (const wrong of [
      ['--until', 'yesterday'],
      ['--until', '2025-02-30'],
      ['--until', '1815-12-10'],
      ['--orders', '1e3'],
      ['--days', '0'],
      ['--server', 'ftp://docket'],
    ])
      assert.equal((await docket('seed', ...wrong)).code, 2, wrong.join(' '))
    const elsewhere = await docket('seed', '--server', 'http://127.0.0.1:1')
    assert.equal(elsewhere.code, 2, 'a server elsewhere wants a key')
    const wrongKey = await docket('seed', '--server', `http://127.0.0.1:${port}`, '--key', 'wrong')
    assert.equal(wrongKey.code, 1)
    assert.match(wrongKey.stderr, /the key is not accepted/)
  })
})

test('docket simulate sends orders and what becomes of them until it is interrupted', async () => {
  const { orders } = await ask<{ orders: number }>('/api/analytics/summary')
  const running = startCommand(
    ['simulate', '--rate', '3000', '--speed', '20000', '--seed', '5', '--json'],
    env,
  )
  await until(
    async () => {
      const now = await ask<{ orders: number; byGroup: { group: string; orders: number }[] }>(
        '/api/analytics/summary',
      )
      return now.orders > orders + 20
    },
    60_000,
    () => 'twenty orders',
  )
  running.interrupt()
  const { code, stdout, stderr } = await running.ended
  assert.equal(code, 0, stderr)
  const sent = JSON.parse(stdout)
  assert.ok(sent.placed > 20 && sent.changed > 20, stdout)
  assert.equal(sent.failed, 0)
})

test('the numbers of all this are those of its events', async () => {
  const { code, stdout, stderr } = await docket('reconcile')
  assert.equal(code, 0, stdout + stderr)
})

async function countRedeemed(): Promise<number> {
  return (await ask<{ redeemed: number }>('/api/barcodes/totals')).redeemed
}

/** The orders of both kinds are counted a moment after they came. */
async function assertCounted(orders: number): Promise<void> {
  const isCounted = async () => (await ask<{ orders: number }>('/api/analytics/summary')).orders >= orders
  await until(isCounted, 60_000, () => `${orders} orders`)
  assert.equal((await ask<{ orders: number }>('/api/analytics/summary')).orders, orders)
}
