import type { HistoryEntry, Order } from '../../contract/orders.ts'
import { addOrderRoutes } from '../../server/features/orders/order-routes.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { type Answer, startTestApp, withKey } from './app.ts'
import { openTestDatabase } from './database.ts'

/** What is sent beside a status: headers, and what else the body says. */
interface Sent {
  headers?: Record<string, string>
  change?: Record<string, unknown>
}

/** A Docket with orders alone, whose clock stands still at noon of the 1st of March 2026. */
export interface OrdersApp {
  db: Database
  clock: { time: number }
  send(path: string): Promise<Answer>
  change(id: string, status: unknown, sent?: Sent): Promise<Answer>
  show(id: string): Promise<Order>
  history(id: string): Promise<HistoryEntry[]>
  /** The history in short: what was told when, `!` for what does not count. */
  told(id: string): Promise<string[]>
}

/** When its orders were created. */
export const created = new Date('2026-03-01T10:00:00Z')

/** Starts one, for the test file that calls it. */
export async function startOrdersApp(): Promise<OrdersApp> {
  const { db } = await openTestDatabase()
  const clock = { time: Date.parse('2026-03-01T12:00:00Z'), now: () => new Date(clock.time) }
  const app = await startTestApp({ db, clock, features: [addOrderRoutes] })
  const send = (path: string) => app.send(path, { headers: withKey })
  const history = async (id: string): Promise<HistoryEntry[]> =>
    JSON.parse((await send(`/api/orders/${id}/history`)).text).items
  return {
    ...{ db, clock, send, history },
    change: (id, status, { headers, change } = {}) =>
      app.send(`/api/orders/${id}/status`, {
        method: 'PATCH',
        headers: { ...withKey, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ status, ...change }),
      }),
    show: async (id) => JSON.parse((await send(`/api/orders/${id}`)).text),
    told: async (id) =>
      (await history(id)).map(
        ({ status, at, applied }) => `${applied ? '' : '!'}${status} ${at.slice(11, 19)}`,
      ),
  }
}

/** What is sent beside the status of an event of that day. */
export function at(time: string): { change: { timestamp: string } } {
  return { change: { timestamp: `2026-03-01T${time}:00Z` } }
}
