import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase } from '../../server/platform/database/database.ts'
import { startTestApp, type TestApp, withKey } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addEffects,
  closeGate,
  codeOf,
  countEffects as countIn,
  createEffects,
  forgetGate,
  newKey,
  openGates,
  postEffect,
  type Sent,
} from './effect-routes.ts'

const { db, url } = await openTestDatabase()
await createEffects(db)
afterEach(openGates)

const features = [addEffects]
const first = await startTestApp({ db, features })
const countEffects = (name: string) => countIn(db, name)

function post(key: string, name: string, { app = first, ...sent }: Sent & { app?: TestApp } = {}) {
  return postEffect(app, key, name, sent)
}

/** A process whose database connections end all at once, as they do when it is killed; here it then lives on as a ghost. */
async function startDoomedApp() {
  const name = `doomed-${newKey()}`
  const doomed = new URL(url)
  doomed.searchParams.set('application_name', name)
  const own = openDatabase({ url: doomed.href, poolSize: 5, onError: () => undefined })
  const app = await startTestApp({ db: own, features })
  return {
    app,
    kill: () =>
      until(async () => {
        const { rows } = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`.execute(db)
        return rows.length === 0
      }),
    end: () => own.destroy(),
  }
}

describe('a process that is killed', () => {
  const moments = [
    ['before', 'before its transaction'],
    ['inside', 'in its transaction'],
    ['after', 'after its commit and before its answer'],
  ] as const
  for (const [moment, description] of moments)
    test(`${description} frees the key at once, and the effect happens once`, async () => {
      const key = newKey()
      const { app, kill, end } = await startDoomedApp()
      const gate = closeGate(moment)
      const lost = post(key, moment, { app }).catch(() => undefined)
      await gate.arrival
      assert.equal(await codeOf(post(key, moment)), '409 idempotency-key-in-use')
      await kill()
      forgetGate(moment)
      const answer = await post(key, moment)
      assert.equal(answer.status, 201, answer.text)
      assert.match(JSON.parse(answer.text).at, /^\d{4}-.*Z$/)
      assert.equal(await countEffects(moment), 1)
      gate.open()
      await lost
      await end()
      assert.equal(await countEffects(moment), 1)
      assert.equal((await post(key, moment)).text, answer.text)
    })
})

describe('an answer with a secret', () => {
  test('is given again to the same caller, and stands nowhere in clear', async () => {
    const key = newKey()
    const before = await post(key, 'hunter2', { path: '/api/secrets' })
    const again = await post(key, 'hunter2', { path: '/api/secrets' })
    assert.deepEqual([again.text, again.headers['idempotent-replayed']], [before.text, 'true'])
    const { rows } = await sql<{ bytes: Buffer }>`
      select coalesce(body, '') || array_to_string(effects, '', '')::bytea as bytes from idempotency_keys`.execute(
      db,
    )
    assert.ok(rows.every(({ bytes }) => !bytes.includes('hunter2')))
  })

  test('that was lost with its process is made of what the transaction gave back', async () => {
    const key = newKey()
    const { app, kill, end } = await startDoomedApp()
    const gate = closeGate('after')
    const lost = post(key, 'sealed', { app, path: '/api/secrets' }).catch(() => undefined)
    await gate.arrival
    await kill()
    gate.open()
    await lost
    await end()
    assert.equal(await codeOf(post(key, 'sealed', { path: '/api/secrets' })), '201')
    assert.equal(await countEffects('sealed'), 1)
  })

  test('cannot be read by another session of the same user: 409, and nothing is done again', async () => {
    const key = newKey()
    const answer = await post(key, 'other-session', { path: '/api/secrets' })
    assert.equal(answer.status, 201)
    const headers = { authorization: withKey.authorization.replace('Bearer ', 'bearer  ') }
    assert.equal(
      await codeOf(post(key, 'other-session', { path: '/api/secrets', headers })),
      '409 idempotency-answer-lost',
    )
    assert.equal(await countEffects('other-session'), 1)
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'it did not happen within 5 s')
    await sleep(10)
  }
}
