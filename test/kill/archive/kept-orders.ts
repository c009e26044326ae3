import { strictEqual } from 'node:assert/strict'
import { killKey } from '../imports/docket-api.ts'

/** Orders by their ids, each with all that the server answers about it. */
export type KeptOrders = Map<string, string>

const months = ['2026-01', '2026-02', '2026-03', '2026-04']

/** Places orders of some months ago, most of them ended, and remembers what is answered about them. */
export async function placeOrders(
  url: string,
  { count, mark, random, kept }: { count: number; mark: string; random: () => number; kept: KeptOrders },
): Promise<void> {
  const orders = Array.from({ length: count }, (_, index) => makeOrder(`${mark}-${index}`, random))
  const answer = await ask(url, 'POST', '/api/orders/batch', orders)
  strictEqual(JSON.parse(answer).created, count, answer)
  await remember(
    url,
    orders.map(({ _id }) => _id),
    kept,
  )
}

/** Reports what happened to an order before it ended, as late as can be. */
export async function tellLate(url: string, id: string, kept: KeptOrders): Promise<void> {
  const [first] = JSON.parse(await ask(url, 'GET', `/api/orders/${id}`)).statusHistory
  const at = new Date(Date.parse(first.timestamp) + 60_000 + kept.size)
  const change = { status: 20, timestamp: at.toISOString(), reason: 'told late' }
  await ask(url, 'PATCH', `/api/orders/${id}/status`, change)
  await remember(url, [id], kept)
}

/** @throws an Error when anything about one of these orders is answered otherwise than before */
export async function assertKept(url: string, ids: readonly string[], kept: KeptOrders): Promise<void> {
  for (const id of ids) strictEqual(await readAll(url, id), kept.get(id), `order ${id} reads otherwise`)
}

async function remember(url: string, ids: readonly string[], kept: KeptOrders): Promise<void> {
  for (const id of ids) kept.set(id, await readAll(url, id))
}

async function readAll(url: string, id: string): Promise<string> {
  const paths = ['', '/history', '/received'].map((part) => `/api/orders/${id}${part}`)
  return (await Promise.all(paths.map((path) => ask(url, 'GET', path)))).join('\n')
}

function makeOrder(id: string, random: () => number) {
  const month = months[Math.floor(random() * months.length)] ?? ''
  const begun = Date.parse(`${month}-01T00:00:00Z`) + Math.floor(random() * 30 * 86_400_000)
  const at = (minutes: number) => new Date(begun + Math.round(minutes * 60_000)).toISOString()
  const end =
    random() < 0.85 ? [{ status: random() < 0.9 ? 90 : 110, timestamp: at(40 + 50 * random()) }] : []
  return {
    _id: id,
    created: at(0),
    customer: { id: `customer-${Math.floor(random() * 50)}`, name: `Name ${id}` },
    status: end[0]?.status ?? 50,
    items: [{ name: 'Soup', quantity: 1 + Math.floor(random() * 5) }],
    statusHistory: [
      { status: 10, timestamp: at(0) },
      { status: 50, timestamp: at(5 + 20 * random()) },
      ...end,
    ],
  }
}

async function ask(url: string, method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${killKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`)
  return text
}
