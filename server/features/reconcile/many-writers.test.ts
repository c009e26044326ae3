import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import {
  makeMonths,
  storeCustomer,
  storeEvent,
  storeOrder,
  type TestEvent,
} from '../../../test/support/order-events.ts'
import { assertRecounted } from '../../../test/support/recount.ts'
import { openDatabase, type Transaction } from '../../platform/database/database.ts'
import { recordDeltas } from '../analytics/deltas/record-deltas.ts'
import { foldDeltas } from '../analytics/fold/fold-deltas.ts'
import { reconcile } from './reconcile.ts'

const writers = 12
const roundsEach = 14
const deltasEach = 50
const folders = 3
const statuses = [10, 20, 50, 60, 70, 80, 4711, 90, 110]
const startOfDay = Date.parse('2026-01-05T00:00:00Z')

const { db, url } = await openTestDatabase()
const many = openDatabase({ url, poolSize: writers + folders + 1, onError: assert.ifError })

test('twelve writers, with rollbacks, and several folders at once lose nothing, double nothing, and add up at every moment', async () => {
  await makeMonths(db, startOfDay)
  const shared = await db.transaction().execute(async (tx) => {
    const customer = await storeCustomer(tx)
    return Promise.all([0, 1, 2].map(() => storeOrder(tx, customer, [[10, startOfDay]])))
  })
  let isWriting = true
  const folding = Array.from({ length: folders }, async () => {
    let folded = 0
    while (isWriting) folded += (await foldDeltas(many)).folded
    return folded
  })
  const comparing = (async () => {
    let compared = 0
    for (; isWriting; compared++) await assertAddsUp()
    return compared
  })()
  const written = await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer, shared)))
  isWriting = false
  const folded = await Promise.all(folding)
  assert.ok((await comparing) > 0)
  const committed = written.reduce((sum, each) => sum + each, 0)
  await assertPlainDeltas(committed)
  await assertRecountedButForPlainDeltas(committed)
  assert.ok(folded.some((each) => each > 0))
  await many.destroy()
})

/** Writes in transactions of several statements, every fifth of which rolls back. Returns how many rounds committed. */
async function write(writer: number, shared: readonly number[]): Promise<number> {
  const random = createRandom(writer)
  const customer = await storeCustomer(many)
  let committed = 0
  for (let round = 0; round < roundsEach; round++) {
    const isGivenUp = random(5) === 0
    const work = many.transaction().execute(async (tx) => {
      await storeOrder(tx, customer, [anEvent(random), anEvent(random), anEvent(random)])
      await addPlainDeltas(tx)
      const order = shared[random(shared.length)]
      if (order !== undefined) await storeEvent(tx, order, anEvent(random))
      if (isGivenUp) throw new Error('given up')
    })
    if (isGivenUp) await assert.rejects(work, /given up/)
    else await work
    if (!isGivenUp) committed += 1
  }
  return committed
}

function anEvent(random: (below: number) => number): TestEvent {
  const at = startOfDay + random(86_400) * 1_000 + random(1_000)
  return random(12) === 0 ? [statuses[random(9)] ?? 10, at, 'forced'] : [statuses[random(9)] ?? 10, at]
}

async function addPlainDeltas(tx: Transaction): Promise<void> {
  const change = { kind: 'total', name: 'barcodes-assigned' } as const
  for (let each = 0; each < deltasEach; each++)
    await recordDeltas(tx, [{ ...change, change: each % 2 === 0 ? 3 : -1 }])
}

/** There are no barcodes, so what is counted of them differs, and nothing else. */
async function assertAddsUp(): Promise<void> {
  const { first } = await reconcile({ db: many, config: { dataDir: '/nowhere' } })
  assert.deepEqual(
    first.filter(({ key }) => key['name'] !== 'barcodes-assigned'),
    [],
  )
}

async function assertPlainDeltas(committed: number): Promise<void> {
  const { rows } = await sql<{ value: number }>`
    select coalesce(sum(value), 0)::bigint as value from (
      select value from totals where name = 'barcodes-assigned'
      union all select change from summary_deltas where name = 'barcodes-assigned'
    ) as counted`.execute(db)
  assert.equal(rows[0]?.value, committed * deltasEach)
}

/** There are no barcodes, so what was counted of them goes first. */
async function assertRecountedButForPlainDeltas(committed: number): Promise<void> {
  const change = -committed * deltasEach
  await db
    .transaction()
    .execute((tx) => recordDeltas(tx, [{ kind: 'total', name: 'barcodes-assigned', change }]))
  await assertRecounted(db)
}

function createRandom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
