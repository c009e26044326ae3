import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { recordDeltas } from '../../server/features/analytics/deltas/record-deltas.ts'
import { archiveOrders } from '../../server/features/archive/archive-orders.ts'
import { fillSearch } from '../../server/features/orders/search/fill-search.ts'
import type { Call } from '../../server/platform/principal.ts'
import { readSummaries } from '../orders/docket.ts'
import { problemOf, testKey } from '../support/app.ts'
import { startFullApp } from '../support/full-app.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'docket-erase-'))
after(() => rmSync(dataDir, { recursive: true, force: true }))
const started = Promise.withResolvers<Call>()
const { db, send } = await startFullApp({
  config: { dataDir, adminApiKey: testKey },
  prepare: async (_app, context) =>
    started.resolve({ ...context, principal: { kind: 'admin-key', role: 'admin' } }),
})
const call = await started.promise

/** None of these stands anywhere else: in clear, as JSON writes them, or as UTF-16. */
const person = {
  name: 'Zarquonia Blörtfield',
  changedName: 'Zarquonia Ñewname',
  phone: '+358405550987654',
  street: 'Vogsphere Lane 4711',
  note: 'allergic-to-pan-galactic-gargle',
  email: 'zarquonia@betelgeuse.example',
  reason: 'Zarquonia rang the bell',
  forceReason: 'Zarquonia paid at the door',
  scanReason: 'Zarquonia lost her ticket',
  undoReason: 'Zarquonia was her sister',
}
const customerId = 'customer-to-forget'
/** Where PostgreSQL knows them from, too; one of these tables is a partition. */
const inStatistics = [
  ['customers', person.email],
  ['customers_email_key', person.email],
  ['order_documents', person.street],
  ['order_events', person.reason],
  ['order_events_2024_02', person.reason],
  ['barcode_scans', person.scanReason],
] as const

function order(id: string, more: object = {}) {
  return {
    _id: id,
    created: '2024-02-03T10:00:00Z',
    customer: { id: customerId, name: person.name, phoneNumber: person.phone, note: person.note },
    deliveryAddress: { city: 'Helsinki', street: person.street },
    items: [{ name: 'Hawaii Burger', plu: 'A-1', quantity: 2, note: person.note }],
    remark: person.note,
    ...more,
  }
}

let keys = 0
async function ask(method: string, path: string, body?: unknown) {
  keys += 1
  const answer = await send(path, {
    method,
    headers: {
      authorization: `Bearer ${testKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method !== 'GET' && { 'idempotency-key': `key-${keys}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { ...answer, json: answer.text === '' ? undefined : JSON.parse(answer.text) }
}

async function plant(): Promise<void> {
  for (const id of ['kept-order', 'archived-order']) {
    assert.equal((await ask('POST', '/api/orders', order(id))).status, 201)
    const status = { timestamp: '2024-02-03T11:00:00Z', source: person.reason, reason: person.reason }
    assert.equal((await ask('PATCH', `/api/orders/${id}/status`, { status: 20, ...status })).status, 200)
  }
  const end = { status: 90, timestamp: '2024-02-03T12:00:00Z', reason: person.reason }
  assert.equal((await ask('PATCH', '/api/orders/archived-order/status', end)).status, 200)
  const force = { status: 50, force: true, reason: person.forceReason, timestamp: '2024-02-03T11:10:00Z' }
  assert.equal((await ask('PATCH', '/api/orders/kept-order/status', force)).status, 200)
  await plantScans()
  await plantOther()
  const change = { name: person.changedName, email: person.email }
  assert.equal((await ask('PATCH', `/api/customers/${customerId}`, change)).status, 200)
  while ((await fillSearch(db)).filled > 0);
  await archiveOrders(call, { before: '2024-04' })
  assert.equal((await ask('GET', '/api/orders/archived-order/received')).text.includes(person.street), true)
}

/** PostgreSQL has no statistics of a column with one value. */
async function plantOther(): Promise<void> {
  const customer = { id: 'somebody-else', name: 'Ada', phoneNumber: '+358401234567' }
  const more = {
    customer,
    deliveryAddress: { city: 'Turku' },
    items: [{ name: 'Soup', quantity: 1 }],
    remark: 'none',
  }
  assert.equal((await ask('POST', '/api/orders', order('other-order', more))).status, 201)
  const change = { email: 'ada@example.org' }
  assert.equal((await ask('PATCH', '/api/customers/somebody-else', change)).status, 200)
}

/** A redemption that is forced, taken back, and refused, each with a reason. */
async function plantScans(): Promise<void> {
  await sql`
    insert into barcodes (barcode, order_id) select 'ticket', id from orders where public_id = 'kept-order'
  `.execute(db)
  await db
    .transaction()
    .execute((tx) => recordDeltas(tx, [{ kind: 'total', name: 'barcodes-assigned', change: 1 }]))
  const scan = { force: true, reason: person.scanReason, gate: 'North' }
  assert.equal((await ask('POST', '/api/barcodes/ticket/redeem', scan)).status, 200)
  assert.equal((await ask('POST', '/api/barcodes/ticket/redeem', scan)).status, 409)
  const undone = await ask('POST', '/api/barcodes/ticket/unredeem', { reason: person.undoReason })
  assert.equal(undone.status, 200)
}

/** Every text of every table, whichever schema it is in, of what PostgreSQL knows of their columns, and every file. */
async function whereIs(secret: string): Promise<string[]> {
  const pieces = [...new Set([secret, JSON.stringify(secret).slice(1, -1)])]
  const bytes = [
    ...pieces.map((one) => Buffer.from(one)),
    ...pieces.map((one) => Buffer.from(one, 'utf16le')),
    ...pieces.map((one) => Buffer.from(one, 'latin1')),
  ]
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`.execute(db)
  const found: string[] = []
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ text: string }>`
      select ${sql.id(name)}::text as text from ${sql.id(schema, name)}`.execute(db)
    // Bytes are shown in hex.
    for (const { text } of rows)
      if (bytes.some((one) => text.includes(one.toString()) || text.includes(one.toString('hex'))))
        found.push(name)
  }
  const { rows: statistics } = await sql<{ name: string; text: string }>`
    select 'statistics of ' || tablename as name, s::text as text from pg_stats s
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db)
  for (const { name, text } of statistics) if (pieces.some((one) => hasText(text, one))) found.push(name)
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const content = readFileSync(join(entry.parentPath, entry.name))
      if (bytes.some((one) => content.includes(one))) found.push(entry.name)
    }
  return [...new Set(found)]
}

/** Statistics of texts that a search has made the same say them in upper case. */
function hasText(text: string, secret: string): boolean {
  return text.includes(secret) || text.toUpperCase().includes(secret.toUpperCase())
}

test('an erased person is nowhere any more, and the numbers stay', async () => {
  await plant()
  await sql`analyze`.execute(db)
  for (const [what, secret] of Object.entries(person))
    assert.notDeepEqual(await whereIs(secret), [], `${what} was planted`)
  for (const [table, secret] of inStatistics)
    assert.ok((await whereIs(secret)).includes(`statistics of ${table}`), `${table} has statistics`)
  const numbers = await readSummaries(db)
  const { status, json } = await ask('POST', `/api/customers/${customerId}/erase`)
  assert.equal(status, 200)
  const { id, name, email, phoneNumber } = json
  assert.deepEqual(
    { id, name, email, phoneNumber },
    { id: customerId, name: null, email: null, phoneNumber: null },
  )
  assert.notEqual(json.erasedAt, null)
  while ((await fillSearch(db)).filled > 0);
  for (const [what, secret] of Object.entries(person)) assert.deepEqual(await whereIs(secret), [], what)
  assert.deepEqual(await readSummaries(db), numbers)
})

test('what was ordered and what became of it stays, archived or not', async () => {
  for (const id of ['kept-order', 'archived-order']) {
    const { json } = await ask('GET', `/api/orders/${id}`)
    assert.deepEqual(json.customer, { id: customerId })
    assert.deepEqual(json.items, [{ name: 'Hawaii Burger', plu: 'A-1', quantity: 2 }])
    assert.equal('deliveryAddress' in json || 'remark' in json, false)
    assert.equal(json.statusHistory.length, 3)
    assert.equal((await ask('GET', `/api/orders/${id}/received`)).status, 404)
    const history = await ask('GET', `/api/orders/${id}/history`)
    for (const { source, reason } of history.json.items)
      assert.deepEqual({ source, reason }, { source: null, reason: null })
  }
})

test('a late event brings an archived order of an erased customer back without them', async () => {
  const late = { status: 50, timestamp: '2024-02-03T11:30:00Z' }
  assert.equal((await ask('PATCH', '/api/orders/archived-order/status', late)).status, 200)
  const { json } = await ask('GET', '/api/orders/archived-order')
  assert.deepEqual(json.customer, { id: customerId })
  assert.equal(json.items.length, 1)
  await archiveOrders(call, { before: '2024-04' })
  assert.deepEqual((await ask('GET', '/api/orders/archived-order')).json, json)
})

test('what is said about an order of an erased customer is not kept, what happened is', async () => {
  const reason = 'Zarquonia again'
  const told = { status: 40, force: true, reason, source: reason }
  assert.equal((await ask('PATCH', '/api/orders/kept-order/status', told)).status, 200)
  const scan = { force: true, reason }
  assert.equal((await ask('POST', '/api/barcodes/ticket/redeem', scan)).status, 200)
  assert.equal((await ask('POST', '/api/barcodes/ticket/unredeem', { reason })).status, 200)
  assert.deepEqual(await whereIs(reason), [])
  const { items } = (await ask('GET', '/api/barcodes/ticket/scans')).json
  assert.deepEqual(
    items.map((one: { outcome: string; reason: unknown }) => [one.outcome, one.reason]),
    ['redeemed', 'refused', 'unredeemed', 'redeemed', 'unredeemed'].map((outcome) => [outcome, null]),
  )
})

test('erasing again changes nothing and is written down once', async () => {
  const first = (await ask('GET', `/api/customers/${customerId}`)).json
  assert.equal((await ask('POST', `/api/customers/${customerId}/erase`)).json.erasedAt, first.erasedAt)
  const { rows } = await sql<{ actions: number }>`
    select count(*) as actions from audit_log where action = 'customer.erase'`.execute(db)
  assert.equal(rows[0]?.actions, 1)
})

test('an erased customer takes no orders and no name, and their number belongs to somebody new', async () => {
  const placed = await ask('POST', '/api/orders', order('too-late'))
  assert.equal(problemOf(placed).code, 'customer-erased')
  const named = await ask('PATCH', `/api/customers/${customerId}`, { name: 'Zarquonia' })
  assert.equal(problemOf(named).code, 'customer-erased')
  const again = await ask(
    'POST',
    '/api/orders',
    order('by-phone', { customer: { phoneNumber: person.phone } }),
  )
  assert.equal(again.status, 201)
  assert.notEqual(again.json.customer.id, customerId)
})

test('nobody is erased who is not there, and by nobody but admins', async () => {
  assert.equal((await ask('POST', '/api/customers/nobody/erase')).status, 404)
})
