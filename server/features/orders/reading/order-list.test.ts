import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { faultsOf, startTestApp } from '../../../../test/support/app.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { addReadingRoutes } from './reading-routes.ts'

const { db } = await openTestDatabase()
const { send } = await startTestApp({
  db,
  features: [addReadingRoutes],
  authenticate: () => ({ kind: 'admin-key', role: 'admin' }),
})

before(async () => {
  await sql`insert into customers (external_id, name, phone) values ('c1', 'Ada', '+1'), ('c2', null, null)`.execute(
    db,
  )
  await sql`
    insert into orders (external_id, customer_id, source, status, status_group, account, brand, channel_order_id,
      created_at, item_count, pickup_at)
    select n.id, c.id, n.source, n.status, n.grp, n.account, n.brand, n.channel, n.at::timestamptz, n.items, n.at::timestamptz
    from (values
      ('1', 'c1', 'csv', 10, 'received', null, null, null, '2024-01-01T00:00:00.000Z', 0),
      ('2', 'c1', 'api', 20, 'accepted', 'a1', 'b1', 'CH-2', '2024-01-02T00:00:00.001Z', 2),
      ('3', 'c2', 'api', 777, 'accepted', 'a1', 'b2', 'CH-3', '2024-01-02T00:00:00.001Z', 3),
      ('4', 'c2', 'api', 777, 'received', 'a2', 'b1', 'CH-4', '2024-01-03T00:00:00.000Z', 1),
      ('5', 'c1', 'api', 90, 'done', 'a2', 'b2', '=1+1', '2024-01-04T00:00:00.000Z', 1)
    ) as n (id, customer, source, status, grp, account, brand, channel, at, items)
    join customers as c on c.external_id = n.customer order by n.id
  `.execute(db)
  await sql`insert into barcodes (barcode, order_id) select 'A' || n, o.id from orders as o, generate_series(1, 2) as n
    where o.external_id = '1'`.execute(db)
})

describe('orders', () => {
  test('come newest first, those of one instant by their arrival', async () => {
    assert.deepEqual(await idsOf(''), ['5', '4', '3', '2', '1'])
  })

  test('are listed with who ordered, what they are, and what they may become', async () => {
    const { items } = await list('?status=ACCEPTED')
    const [order, ...others] = items
    const { nextStatuses, updatedAt, ...rest } = order ?? {}
    assert.deepEqual(others, [])
    assert.match(String(updatedAt), /Z$/)
    assert.ok(Array.isArray(nextStatuses) && nextStatuses.length > 10)
    assert.deepEqual(rest, {
      id: '2',
      source: 'api',
      created: '2024-01-02T00:00:00.001Z',
      account: 'a1',
      brandId: 'b1',
      channelOrderId: 'CH-2',
      customer: { id: 'c1', name: 'Ada', phoneNumber: '+1' },
      pickupTime: '2024-01-02T00:00:00.001Z',
      itemCount: 2,
      barcodeCount: 0,
      status: 20,
      statusName: 'ACCEPTED',
      group: 'accepted',
      version: 1,
    })
  })

  const filters: [query: string, ids: string[]][] = [
    ['status=10', ['1']],
    ['status=FINALIZED', ['5']],
    ['status=777', ['4', '3']],
    ['status=2147483647', []],
    ['group=accepted', ['3', '2']],
    ['group=kitchen', []],
    ['group=received&status=777', ['4']],
    ['group=received&status=90', []],
    ['customer=c1', ['5', '2', '1']],
    ['customer=c1&status=NEW', ['1']],
    ['customer=nobody', []],
    ['account=a1', ['3', '2']],
    ['account=A1', []],
    ['brand=b1', ['4', '2']],
    ['account=a2&brand=b2', ['5']],
    ['from=2024-01-03T00:00:00Z', ['5', '4']],
    ['to=2024-01-03T00:00:00Z', ['3', '2', '1']],
    ['from=2024-01-02T00:00:00.001Z&to=2024-01-04T00:00:00Z', ['4', '3', '2']],
    ['from=2024-01-02T02:00:00.001%2B02:00&to=2024-01-02T00:00:00.002Z', ['3', '2']],
    ['from=2024-01-02T00:00:00.0010001Z', ['5', '4']],
    ['to=2024-01-02T00:00:00.0010001Z', ['3', '2', '1']],
    ['from=2024-01-03T00:00:00Z&to=2024-01-03T00:00:00Z', []],
    ['from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999-23:59', ['5', '4', '3', '2', '1']],
    ['from=2024-01-04t00:00:00z', ['5']],
    ['q=%0A', []],
    ['q=%25', []],
  ]
  for (const [query, ids] of filters)
    test(`that fit ${query} are these, also page by page and as CSV`, async () => {
      assert.deepEqual(await idsOf(`?${query}`), ids)
      assert.deepEqual(await idsByPage(query, 1), ids)
      const lines = (await send(`/api/orders.csv?${query}`)).text.trimEnd().split('\n').slice(1)
      assert.deepEqual(
        lines.map((line) => line.split(',')[0]),
        ids,
      )
    })

  test('are refused filters that there cannot be, each named', async () => {
    const refused: [query: string, faults: string[]][] = [
      ['status=', ['/status too-short']],
      ['status=accepted', ['/status status-unknown']],
      ['status=-1', ['/status status-unknown']],
      ['status=1e1', ['/status status-unknown']],
      ['status=010', ['/status status-unknown']],
      ['status=2147483648', ['/status status-unknown']],
      ['status=99999999999999999999', ['/status status-unknown']],
      ['group=open', ['/group choice-unknown']],
      ['from=yesterday', ['/from format-wrong']],
      ['from=2024-01-01', ['/from format-wrong']],
      ['to=2016-12-31T23:59:60Z', ['/to format-wrong']],
      ['from=2024-01-02T00:00:00Z&to=2024-01-01T00:00:00Z', ['/from value-invalid']],
      ['status=x&from=2016-12-31T23:59:60Z', ['/status status-unknown', '/from format-wrong']],
      ['q=', ['/q too-short']],
      [`q=${'x'.repeat(256)}`, ['/q too-long']],
      ['limit=0', ['/limit too-small']],
      ['limit=201', ['/limit too-large']],
      ['page=2', ['/page value-unknown']],
      ['status=10&status=20', ['/status type-wrong']],
      ['q=%00', ['/q character-unstorable']],
      ['cursor=abc', ['/cursor cursor-invalid']],
    ]
    for (const [query, faults] of refused)
      for (const path of ['/api/orders', '/api/orders.csv']) {
        if (path.endsWith('csv') && /^(limit|cursor)/.test(query)) continue
        const answer = await send(`${path}?${query}`)
        assert.deepEqual([answer.status, faultsOf(answer)], [422, faults], `${path} ${query}`)
      }
  })

  test('take any text for an id, and find nothing by it', async () => {
    for (const text of ["'; drop table orders", '%25', '😀', '\\', 'x'.repeat(5_000), '__proto__', ' c1'])
      for (const name of ['customer', 'account', 'brand'])
        assert.deepEqual(await idsOf(`?${name}=${encodeURIComponent(text)}`), [], text)
  })

  test('go on only with the same filters, of the same list', async () => {
    const { nextCursor } = await list('?limit=1')
    for (const query of ['status=10', 'q=x', 'from=2024-01-01T00:00:00Z'])
      assert.equal((await send(`/api/orders?${query}&cursor=${nextCursor}`)).status, 422, query)
    assert.equal((await send(`/api/orders?cursor=${nextCursor?.slice(0, -2)}`)).status, 422)
  })

  test('are counted where that costs nothing', async () => {
    assert.equal((await list('')).total, 5)
    assert.equal((await list('?account=a1')).total, 2)
    await sql`insert into totals (name, key, value) values ('orders', 0, 5), ('standing', 777, 2)`.execute(db)
    assert.equal((await list('?limit=1')).total, 5)
    assert.equal((await list('?limit=1&status=777')).total, 2)
    assert.equal((await list('?limit=1&customer=c1')).total, 0, 'a counter that lags behind')
    assert.equal((await list('?limit=1&account=a1')).total, undefined)
  })

  test('as CSV are written so that no spreadsheet runs them', async () => {
    const { text, headers } = await send('/api/orders.csv?status=90')
    assert.equal(headers['content-disposition'], 'attachment; filename="orders.csv"')
    const [header, line] = text.split('\n')
    assert.equal(
      header,
      'id,source,created_at,customer_id,customer_name,customer_phone_number,account,brand_id,channel_order_id,pickup_time,items,barcodes,status,status_name,group,version,updated_at',
    )
    assert.match(
      line ?? '',
      /^5,api,2024-01-04T00:00:00\.000Z,c1,Ada,\+1,a2,b2,'=1\+1,2024-01-04T00:00:00\.000Z,1,0,90,FINALIZED,done,1,/,
    )
    assert.match((await send('/api/orders.csv?status=10')).text, /,0,2,10,NEW,received,/)
  })
})

interface OrderPage {
  items: Record<string, unknown>[]
  nextCursor: string | null
  total?: number
}

async function list(query: string): Promise<OrderPage> {
  const { status, text } = await send(`/api/orders${query}`)
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

async function idsOf(query: string): Promise<unknown[]> {
  const { items } = await list(query)
  return items.map(({ id }) => id)
}

async function idsByPage(query: string, limit: number): Promise<unknown[]> {
  const ids: unknown[] = []
  for (let cursor = ''; ; ) {
    const page = await list(`?${query}&limit=${limit}${cursor}`)
    ids.push(...page.items.map(({ id }) => id))
    if (page.nextCursor === null) return ids
    cursor = `&cursor=${page.nextCursor}`
  }
}
