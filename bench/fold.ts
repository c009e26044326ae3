import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { foldDeltas } from '../server/features/analytics/fold/fold-deltas.ts'
import { reconcile } from '../server/features/reconcile/reconcile.ts'
import { openDatabase } from '../server/platform/database/database.ts'
import { migrateUp } from '../server/platform/database/migrator.ts'
import { startDatabaseServer } from '../test/support/database-server.ts'
import { fillYear } from './analytics/fill-year.ts'

/** Measures how fast a backlog of changes is folded, and how fast everything is compared. */
async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { events: { type: 'string', default: '1000000' } } })
  const server = await startDatabaseServer()
  const db = openDatabase({ url: server.url, poolSize: 2, onError: console.error })
  const client = new Client({ connectionString: server.url })
  try {
    await migrateUp(db)
    await client.connect()
    const events = await fillYear(client, Number(values.events))
    const deltas = await writeDeltas(client)
    console.log(`${deltas} deltas of ${events} events: ${await measureFold(db)}`)
    console.log(`compared: ${await measureReconcile(db)}`)
  } finally {
    await client.end()
    await db.destroy()
    await server.stop()
  }
}

/** What the orders would have written when they came and changed, in the order of the events. */
async function writeDeltas(client: Client): Promise<number> {
  await client.query(`
    insert into summary_deltas (kind, at, key, ms, change)
    select kind, stay.at, key, ms, change
    from (
      select order_id, at, status, id, lead(at) over following as left_at,
        lag(at) over following as entered_at, lag(status) over following as previous
      from order_events window following as (partition by order_id order by at, id)
    ) as event cross join lateral (
      values ('order', at, (select customer_id from orders where id = order_id), null, 1, entered_at is null),
        ('standing', at, status, null, 1, true), ('standing', entered_at, previous, null, -1, entered_at is not null),
        ('stay', entered_at, previous, (extract(epoch from at - entered_at) * 1000)::bigint, 1, entered_at is not null)
    ) as stay (kind, at, key, ms, change, is_there)
    where is_there order by event.at, event.id`)
  await client.query(
    `insert into summary_deltas (kind, name, change) select 'total', 'events', 1 from order_events`,
  )
  await client.query('vacuum analyze summary_deltas')
  const { rows } = await client.query('select count(*) as deltas from summary_deltas')
  return Number(rows[0]?.deltas)
}

async function measureFold(db: ReturnType<typeof openDatabase>): Promise<string> {
  const begun = performance.now()
  let folded = 0
  let slowestMs = 0
  for (;;) {
    const batchBegun = performance.now()
    const { folded: some } = await foldDeltas(db)
    slowestMs = Math.max(slowestMs, performance.now() - batchBegun)
    folded += some
    if (some === 0) break
  }
  const seconds = (performance.now() - begun) / 1_000
  return `${Math.round(folded / seconds)} a second, slowest batch ${Math.round(slowestMs)} ms, ${memory()}`
}

async function measureReconcile(db: ReturnType<typeof openDatabase>): Promise<string> {
  const begun = performance.now()
  const { differences, events } = await reconcile({ db, config: { dataDir: '/nowhere' } })
  const seconds = (performance.now() - begun) / 1_000
  return `${differences} differ, ${Math.round(events / seconds)} events a second, ${seconds.toFixed(1)} s, ${memory()}`
}

function memory(): string {
  return `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`
}

await bench(process.argv.slice(2))
