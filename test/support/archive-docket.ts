import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sql } from 'kysely'
import { readConfig } from '../../server/platform/config.ts'
import type { Database } from '../../server/platform/database/database.ts'
import type { Call } from '../../server/platform/principal.ts'
import { startTestApp } from './app.ts'
import { openTestDatabase } from './database.ts'
import { makeMonths, storeOrder, type TestEvent } from './order-events.ts'

/** A Docket whose verbs are called by an admin, with a data directory of its own. */
export interface ArchiveDocket {
  call: Call
  db: Database
  url: string
  /** Where its archives are. */
  folder: string
}

/** Starts one for the test file that calls it. @param now what its clock says */
export async function startArchiveDocket(now: string): Promise<ArchiveDocket> {
  const { db, url } = await openTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-archive-'))
  after(() => rmSync(dataDir, { recursive: true, force: true }))
  const config = { ...readConfig({}), dataDir }
  const started = Promise.withResolvers<Call>()
  await startTestApp({
    db,
    config,
    clock: { now: () => new Date(now) },
    prepare: async (_app, context) =>
      started.resolve({ ...context, principal: { kind: 'admin-key', role: 'admin' } }),
  })
  return { call: await started.promise, db, url, folder: join(dataDir, 'archives') }
}

export interface KeptOrder {
  customerKey: number
  events: readonly [TestEvent, ...TestEvent[]]
  /** What was sent, where the order came through the API. */
  document?: Readonly<Record<string, unknown>>
  /** What all of its events say of themselves. */
  reason?: string
}

/** Stores an order with its document and its events, as intake and changes of its status do. @returns its key */
export async function keepOrder(
  db: Database,
  { customerKey, events, document, reason = 'as reported' }: KeptOrder,
): Promise<number> {
  await makeMonths(db, ...events.map(([, at]) => at))
  return db.transaction().execute(async (tx) => {
    const key = await storeOrder(tx, customerKey, events)
    await sql`
      update order_events set actor = 'user:1', source = 'till', reason = ${reason} where order_id = ${key}
    `.execute(tx)
    if (document !== undefined)
      await sql`
        insert into order_documents (order_id, received, document)
        values (${key}, ${`${JSON.stringify(document)} `}, ${JSON.stringify(document)}::jsonb)
      `.execute(tx)
    return key
  })
}

/** The public id of an order or a customer. */
export async function publicIdOf(db: Database, table: 'orders' | 'customers', key: number): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select public_id as id from ${sql.id(table)} where id = ${key}
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error(`there is no row ${key}`)
  return row.id
}
