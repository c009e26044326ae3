import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { keepOrder, publicIdOf, startArchiveDocket } from '../../../../test/support/archive-docket.ts'
import { storeCustomer } from '../../../../test/support/order-events.ts'
import { archiveOrders } from '../../archive/archive-orders.ts'
import { eraseCustomer } from '../../archive/erase-customer.ts'
import { listOrders } from '../reading/list-orders.ts'
import { fillSearchAll } from './fill-search-all.ts'

const { call, db } = await startArchiveDocket('2024-06-15T12:00:00Z')

test('an archived order is listed and found as before, until its customer is erased', async () => {
  const customerKey = await storeCustomer(db)
  const key = await keepOrder(db, {
    customerKey,
    events: [
      [10, '2024-03-01T10:00:00Z'],
      [90, '2024-03-01T11:00:00Z'],
    ],
    document: { customer: { name: 'Ada Ordered' }, items: [{ name: 'Hawaii Burger', quantity: 1 }] },
  })
  await fillSearchAll(db)
  const id = await publicIdOf(db, 'orders', key)
  const before = await find({})
  assert.deepEqual(
    before.map((order) => order.id),
    [id],
  )
  await archiveOrders(call, { before: '2024-04' })
  for (const filter of [{}, { q: 'burger' }, { q: 'ada ord' }, { status: '90' }])
    assert.deepEqual(await find(filter), before, JSON.stringify(filter))

  await eraseCustomer(call, await publicIdOf(db, 'customers', customerKey))
  await fillSearchAll(db)
  for (const q of ['burger', 'ada ord']) assert.deepEqual(await find({ q }), [], q)
  assert.equal((await find({ q: id }))[0]?.id, id)
  const { rows } = await sql`select from order_search where text like '%ADA%'`.execute(db)
  assert.deepEqual(rows, [])
})

async function find(filter: { q?: string; status?: string }) {
  return (await listOrders(call, { limit: 50, ...filter })).items
}
