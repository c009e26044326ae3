import { sql } from 'kysely'
import { foldAll } from '../../server/features/analytics/fold/fold-all.ts'
import type { Clock } from '../../server/platform/clock.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { ProblemError } from '../../server/platform/http/problem.ts'
import type { Call } from '../../server/platform/principal.ts'
import { startTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

/** A Docket whose verbs are called by an admin, at whatever time it is told. */
export interface Docket {
  call: Call
  clock: Clock & { time: number }
  /** Takes everything away, and counts ids from 1 again. */
  empty(): Promise<void>
}

/** Starts one on a database of its own, for the test file that calls it. */
export async function startDocket(): Promise<Docket> {
  const { db } = await openTestDatabase()
  const clock = { time: Date.now(), now: () => new Date(clock.time) }
  const started = Promise.withResolvers<Call>()
  await startTestApp({
    db,
    clock,
    prepare: async (_app, context) =>
      started.resolve({ ...context, principal: { kind: 'admin-key', role: 'admin' } }),
  })
  return { call: await started.promise, clock, empty: () => emptyTables(db) }
}

async function emptyTables(db: Database): Promise<void> {
  await sql`
    truncate customers, orders, order_documents, order_events, customer_lifetimes, status_summaries,
      throughput_summaries, totals, summary_deltas, summary_days restart identity cascade
  `.execute(db)
}

/** Says what the verb refuses with; undefined when it does not. */
export async function refusalOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof ProblemError) return error.refusal.code
    throw error
  }
}

/** Every number that the summaries hold, byte by byte. */
export async function readSummaries(db: Database): Promise<unknown[]> {
  await foldAll(db)
  const tables = await Promise.all([
    sql`select span_seconds, start, status, closed, total_ms::text, min_ms, max_ms, open, encode(histogram, 'hex') as histogram
      from status_summaries order by 1, 2, 3`.execute(db),
    sql`select span_seconds, start, orders from throughput_summaries order by 1, 2`.execute(db),
    // By what they ordered: a key that a rolled back transaction took is never given again.
    sql`select (select string_agg(public_id, ', ' order by public_id) from orders o where o.customer_id = l.customer_id)
        as customer, orders, first_order_at, last_order_at
      from customer_lifetimes l order by 1`.execute(db),
  ])
  return tables.map(({ rows }) => rows)
}
