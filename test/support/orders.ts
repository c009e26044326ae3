import type { Answer, TestApp } from './app.ts'
import { withKey } from './app.ts'

/** The document of an order as the specification shows it, exactly. */
export const sampleOrder = `{"_id":"60f87ea2a52dad8a3fa4860","created":"2021-07-22T20:08:02Z","account":"60bfc6dc4887c9851d5a0246","brandId":"60bfc6dc4887c9851d5a0245",
 "channelOrderId":"TEST1626898082","customer":{"name":"John Doe","phoneNumber":"+123456789"},
 "deliveryAddress":{"city":"Helsinki","street":"Huuvatie 1","postalCode":"00100"},"pickupTime":"2021-07-22T20:28:02Z",
 "items":[{"name":"Hawaii Burger","plu":"CAT1-0001","quantity":1},{"name":"Sushi Set Large","plu":"CAT2-0001","quantity":1}],
 "status":1,"statusHistory":[{"status":4,"timestamp":"2021-07-22T20:08:02Z"},{"status":1,"timestamp":"2021-07-22T20:10:00Z"}]}`

/** The least that an order can say, with more where a test wants it. */
export function makeOrder(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return { customer: { name: 'Ada' }, items: [{ name: 'Soup', quantity: 2 }], ...parts }
}

/** Sends orders to an application. What is no text is sent as JSON. */
export function ordersOf({ send }: Pick<TestApp, 'send'>) {
  const headers = { ...withKey, 'content-type': 'application/json' }
  const post = (path: string, body: unknown, more: Record<string, string>): Promise<Answer> =>
    send(path, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    })
  return {
    place: (body: unknown, more: Record<string, string> = {}) => post('/api/orders', body, more),
    placeBatch: (body: unknown, more: Record<string, string> = {}) => post('/api/orders/batch', body, more),
    read: (id: string, part = '') =>
      send(`/api/orders/${encodeURIComponent(id)}${part}`, { headers: withKey }),
  }
}

/** The JSON of an answer with this status. */
export function expectJson({ status, text }: Answer, expected: number): Record<string, unknown> {
  if (status !== expected) throw new Error(`answered ${status}, not ${expected}: ${text}`)
  return JSON.parse(text)
}
