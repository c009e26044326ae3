import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { emptyTickets } from '../../../../test/support/compare-ticket-imports.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import {
  importTickets,
  makeTicketJob,
  readTicketJob,
  runTicketJob,
} from '../../../../test/support/import-tickets.ts'
import { assertReconciled } from '../../../../test/support/reconcile.ts'
import { assertCountedRight, bytes, manyRows, readEverything } from '../../../../test/support/ticket-rows.ts'
import { ticketsImport } from './tickets-import.ts'

const database = await openTestDatabase()
const { db, url } = database

beforeEach(() => emptyTickets(db))
afterEach(() => assertReconciled(db))

describe('an import that pauses', () => {
  test('goes on where it stood, however often, and ends the same', async () => {
    const files = manyRows(20_000)
    const whole = await importTickets(database, files)
    const stored = await readEverything(db)
    await emptyTickets(db)
    const job = await makeTicketJob(db, files)
    let slices = 0
    for (let end = 'paused'; end === 'paused'; slices++) {
      let looks = 0
      end = await runTicketJob(url, job, { shouldPause: () => looks++ > 0 })
    }
    rmSync(job.folder, { recursive: true })
    assert.ok(slices > 8, `${slices} slices`)
    assert.deepEqual(await readTicketJob(db, job, 'completed'), whole)
    assert.equal((await readEverything(db)).length, stored.length)
  })

  test('never goes back in what it shows', async () => {
    const job = await makeTicketJob(db, manyRows(20_000))
    const shown: number[] = []
    for (let end = 'paused'; end === 'paused'; ) {
      let looks = 0
      end = await runTicketJob(url, job, { shouldPause: () => looks++ > 0 })
      shown.push((await readTicketJob(db, job, 'paused')).percent)
    }
    rmSync(job.folder, { recursive: true })
    assert.deepEqual(
      shown,
      shown.toSorted((a, b) => a - b),
    )
    assert.equal(shown.at(-1), 100)
    assert.ok(new Set(shown).size > 5, shown.join())
  })
})

describe('imports that run at once', () => {
  test('wait for each other and never in a circle: each row gets a verdict, nothing is doubled', async () => {
    const pairs = [0, 1, 2].map((shift) => manyRows(9_000, shift))
    const imported = await Promise.all(pairs.map((files) => importTickets(database, files)))
    for (const { status, error, valid, invalid, total, rejects } of imported) {
      assert.equal(status, 'completed', error ?? '')
      assert.equal(valid + invalid, total)
      assert.equal(rejects.length, invalid)
    }
    await assertCountedRight(db)
    // The same again finds everything as it is.
    const before = await readEverything(db)
    for (const files of pairs) await importTickets(database, files)
    assert.deepEqual(await readEverything(db), before)
  })

  test('of the same files store them once', async () => {
    const files = manyRows(5_000)
    const imported = await Promise.all([1, 2, 3].map(() => importTickets(database, files)))
    assert.deepEqual(
      imported.map(({ valid, invalid }) => [valid, invalid]),
      Array(3).fill([imported[0]?.valid, imported[0]?.invalid]),
    )
    await assertCountedRight(db)
  })
})

test('an import that is given up for others in a circle of waits stores its rows all the same', async () => {
  const other = db.transaction().execute(async (tx) => {
    await sql`insert into customers (external_id) values ('20')`.execute(tx)
    const imported = importTickets(database, {
      orders: bytes('order_id,customer_id', ['1,10', '2,20']),
      barcodes: bytes('barcode,order_id', ['A,1', 'B,2']),
    })
    await waitUntilBlocked()
    // The import has inserted this one and waits for the other: PostgreSQL gives up who waited first.
    await sql`insert into customers (external_id) values ('10')`.execute(tx)
    return { imported }
  })
  const { status, valid } = await (await other).imported
  assert.deepEqual([status, valid], ['completed', 4])
})

test('what a job has staged goes with it', async () => {
  const job = await makeTicketJob(db, manyRows(10))
  await runTicketJob(url, job)
  rmSync(job.folder, { recursive: true })
  await db.transaction().execute((tx) => ticketsImport.remove(tx, job.id))
  await db.transaction().execute((tx) => ticketsImport.remove(tx, job.id))
  const { rows } = await sql`
    select relname from pg_class where relname like ${`ticket\\_%\\_${job.id}`}
  `.execute(db)
  assert.deepEqual(rows, [])
})

/** Waits until a session of this database waits for another one. */
async function waitUntilBlocked(): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0
    `.execute(db)
    if (rows.length > 0) return
    await setTimeout(5)
  }
  assert.fail('nobody waits')
}
