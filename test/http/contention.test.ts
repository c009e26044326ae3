import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Database, Transaction } from '../../server/platform/database/database.ts'
import { runAgain } from '../../server/platform/database/run-again.ts'
import { problemOf, startTestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

const { db } = await openTestDatabase()
const { send } = await startTestApp({ db, features: [addGivenUp] })

/** Answers with what PostgreSQL says under a code. */
function addGivenUp(api: FastifyInstance): void {
  const schema = { params: Type.Object({ code: Type.String() }), response: { 200: Type.Object({}) } }
  api.get<{ Params: { code: string } }>('/given-up/:code', { schema }, async ({ params }) =>
    fail(params.code),
  )
}

async function fail(code: string): Promise<object> {
  await sql`do $$ begin raise exception 'given up' using errcode = '${sql.raw(code)}'; end $$`.execute(db)
  return {}
}

/** Locks two keys, one after the other; the second when everybody has the first. */
async function lockBoth(tx: Transaction, [first, second]: [number, number], met: () => Promise<void>) {
  await sql`select pg_advisory_xact_lock(${first})`.execute(tx)
  await met()
  await sql`select pg_advisory_xact_lock(${second})`.execute(tx)
}

/** Lets two who lock the same keys in opposite order wait for each other, the first time. */
async function deadlock(run: (db: Database, work: (tx: Transaction) => Promise<void>) => Promise<void>) {
  let runs = 0
  const both = Promise.withResolvers<void>()
  const met = async () => {
    runs += 1
    if (runs === 2) both.resolve()
    await both.promise
  }
  const ends = await Promise.allSettled([
    run(db, (tx) => lockBoth(tx, [1, 2], met)),
    run(db, (tx) => lockBoth(tx, [2, 1], met)),
  ])
  return { runs, failed: ends.filter(({ status }) => status === 'rejected').length }
}

describe('who waits for each other', () => {
  test('is run again until both are done', async () => {
    const { runs, failed } = await deadlock((database, work) =>
      runAgain(() => database.transaction().execute(work)),
    )
    assert.deepEqual({ runs, failed }, { runs: 3, failed: 0 })
  })

  test('fails without that', async () => {
    const { failed } = await deadlock((database, work) => database.transaction().execute(work))
    assert.equal(failed, 1)
  })

  test('is given up after some times, and anything else at once', async () => {
    for (const [code, times] of [
      ['40P01', 4],
      ['40001', 4],
      ['23505', 1],
    ] as const) {
      let runs = 0
      const always = runAgain(async () => {
        runs += 1
        return fail(code)
      })
      await assert.rejects(always, { code })
      assert.equal(runs, times)
    }
  })
})

for (const code of ['40P01', '40001', '55P03'])
  test(`what PostgreSQL gives up with ${code} is 503, to be sent again`, async () => {
    const answer = await send(`/api/given-up/${code}`, { headers: withKey })
    assert.deepEqual([answer.status, problemOf(answer)['code']], [503, 'too-busy'])
    assert.equal(answer.headers['retry-after'], '1')
  })

test('what it refuses otherwise is a fault', async () => {
  assert.equal((await send('/api/given-up/23505', { headers: withKey })).status, 500)
})
