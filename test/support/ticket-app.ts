import assert from 'node:assert/strict'
import { addTicketRoutes } from '../../server/features/tickets/ticket-routes.ts'
import type { Clock } from '../../server/platform/clock.ts'
import type { Database } from '../../server/platform/database/database.ts'
import type { Principal } from '../../server/platform/principal.ts'
import { type Answer, type Request, startTestApp } from './app.ts'
import { importTickets } from './import-tickets.ts'
import { bytes } from './ticket-rows.ts'

/** Who may be asking: an admin unless a test says otherwise. */
export type Asker = 'admin' | 'operator' | 'viewer'

const askers: Readonly<Record<Asker, Principal>> = {
  admin: { kind: 'admin-key', role: 'admin' },
  operator: { kind: 'key', keyId: 'o', userId: 'u', name: 'Olga', role: 'operator' },
  viewer: { kind: 'key', keyId: 'v', userId: 'w', name: 'Vera', role: 'viewer' },
}

export type Entry = Record<string, unknown>

/** An application of tickets alone, and short ways to ask it. */
export interface TicketApp {
  send(path: string, request?: Request): Promise<Answer>
  read(path: string): Promise<Entry>
  list(path: string): Promise<{ items: Entry[]; nextCursor: string | null; total?: number }>
  /** All entries of a list, read page by page. */
  pages(path: string, limit: number): Promise<Entry[]>
  /** Sends a body as JSON, or none. */
  post(path: string, body?: unknown, asker?: Asker, headers?: Record<string, string>): Promise<Answer>
}

export async function startTicketApp(db: Database, clock?: Clock): Promise<TicketApp> {
  const { send } = await startTestApp({
    db,
    ...(clock && { clock }),
    features: [addTicketRoutes],
    authenticate: ({ headers }) => askers[headers['x-asker'] as Asker] ?? askers.admin,
  })
  const read = async <T>(path: string): Promise<T> => {
    const { status, text } = await send(path)
    assert.equal(status, 200, text)
    return JSON.parse(text)
  }
  const list: TicketApp['list'] = (path) => read(path)
  return { send, read, list, pages: (path, limit) => readPages(list, path, limit), post }

  function post(path: string, body: unknown, asker: Asker = 'admin', headers = {}): Promise<Answer> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    return send(path, {
      method: 'POST',
      headers: { ...type, 'x-asker': asker, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }
}

async function readPages(list: TicketApp['list'], path: string, limit: number): Promise<Entry[]> {
  const items: Entry[] = []
  let next = ''
  do {
    const page = await list(`${path}?limit=${limit}${next}`)
    assert.ok(page.items.length <= limit)
    items.push(...page.items)
    next = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (next !== '')
  return items
}

/** Imports rows such as `1,10` of orders and `A,1` of barcodes, all of which must be valid. */
export async function sell(
  database: Parameters<typeof importTickets>[0],
  orders: readonly string[],
  barcodes: readonly string[],
): Promise<void> {
  const { status, invalid, rejects } = await importTickets(database, {
    orders: bytes('order_id,customer_id', orders),
    barcodes: bytes('barcode,order_id', barcodes),
  })
  assert.deepEqual([status, invalid], ['completed', 0], JSON.stringify(rejects))
}
