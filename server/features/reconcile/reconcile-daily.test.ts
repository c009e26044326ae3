import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../test/support/database.ts'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { reconcileDaily } from './reconcile-daily.ts'

const { db } = await openTestDatabase()
const config = readConfig({})
const logged: Record<string, unknown>[] = []
const lines = new Writable({
  write(line, _encoding, done) {
    logged.push(JSON.parse(String(line)))
    done()
  },
})
const log = createLog(config, lines)

test('once a day it is logged that the numbers are right', async () => {
  const { schedules } = reconcileDaily({ config, db, log, stopping: new AbortController().signal })
  assert.deepEqual(schedules, [{ kind: 'reconcile', cron: '37 3 * * *' }])
  await run()
  assert.deepEqual(
    logged.splice(0).map(({ msg }) => msg),
    ['the numbers are right'],
  )
})

test('what differs is logged as an error with what it is, and is left as it is', async () => {
  await sql`insert into totals (name, value) values ('orders', 5)`.execute(db)
  for (let day = 0; day < 2; day++) {
    await run()
    const [line] = logged.splice(0)
    assert.equal(line?.['level'], 50)
    assert.deepEqual(line?.['counts'], { totals: 1 })
    assert.match(JSON.stringify(line?.['first']), /"stored":\{"value":5\},"recomputed":null/)
  }
})

test('a stop gives it up without a word', async () => {
  const stopping = AbortSignal.abort()
  await run(stopping)
  assert.deepEqual(logged, [])
})

async function run(stopping: AbortSignal = new AbortController().signal): Promise<void> {
  const { handlers } = reconcileDaily({ config, db, log, stopping })
  const signal = new AbortController().signal
  assert.deepEqual(await handlers['reconcile']?.('reconcile', { signal, beat() {} }), { next: 'done' })
}
