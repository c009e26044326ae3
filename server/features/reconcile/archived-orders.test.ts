import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { keepOrder, publicIdOf, startArchiveDocket } from '../../../test/support/archive-docket.ts'
import { storeCustomer, type TestEvent } from '../../../test/support/order-events.ts'
import { assertReconciled } from '../../../test/support/reconcile.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import { foldAll } from '../analytics/fold/fold-all.ts'
import { archiveOrders } from '../archive/archive-orders.ts'
import { changeStatus } from '../orders/status/change-status.ts'
import { reconcile } from './reconcile.ts'

const { call, db, folder } = await startArchiveDocket('2024-06-15T12:00:00Z')
const customerKey = await storeCustomer(db)
const at = (time: string) => `2024-03-01T${time}Z`
const long: [TestEvent, ...TestEvent[]] = [
  [10, at('10:00:00')],
  [20, at('10:14:00')],
  [90, at('10:20:00')],
]
const short: [TestEvent, ...TestEvent[]] = [
  [10, at('10:01:00')],
  [20, at('10:02:00')],
  [90, at('10:20:00')],
]
const longest = await keepOrder(db, { customerKey, events: long })
const shortest = await keepOrder(db, { customerKey, events: short })
await keepOrder(db, {
  customerKey,
  events: [
    [10, at('10:03:00')],
    [20, at('10:05:00')],
    [90, at('11:00:00')],
  ],
})
await keepOrder(db, { customerKey, events: [[10, '2024-06-01T10:00:00Z']] })
await foldAll(db)
await archiveOrders(call, { before: '2024-05' })

test('archived orders are compared by what stands in their files', async () => {
  const { orders, events, differences } = await reconcile(call)
  assert.deepEqual([orders, events, differences], [4, 10, 0])
})

test('all numbers are made again also from the files', async () => {
  await sql`
    truncate status_summaries, throughput_summaries, customer_lifetimes, totals`.execute(db)
  await sql`update orders set status = 10 where id = ${longest}`.execute(db)
  const { differences, mended, counts } = await reconcile(call, { repairAs: call.principal })
  assert.equal(differences, mended)
  assert.equal(counts['orders'], 1)
  await assertReconciled(db, call.config)
})

test('late events for archived orders find the next shortest and longest stay, in files and among the events', async () => {
  for (const [key, time] of [
    [shortest, at('10:01:30')],
    [longest, at('10:00:30')],
  ] as const) {
    await changeStatus(call, await publicIdOf(db, 'orders', key), { status: 7, timestamp: time })
    await assertReconciled(db, call.config)
  }
  await archiveOrders(call, { before: '2024-05' })
  await assertReconciled(db, call.config)
})

test('nothing is compared when a file is gone', async () => {
  for (const name of readdirSync(folder)) if (name.startsWith('events')) rmSync(join(folder, name))
  await assert.rejects(reconcile(call), ProblemError)
})
