import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { makeOrder } from './make-order.ts'

/** What one round of requests took, printed as one line of JSON. */
export interface Sent {
  orders: number
  seconds: number
  p50Ms: number
  p99Ms: number
}

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    connections: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '5' },
    /** How many orders a request has: one each, or a batch of so many. */
    batch: { type: 'string', default: '1' },
  },
})

/**
 * Sends orders over as many connections as asked, each the next as soon as the last is answered. Plain sockets, because a
 * client that takes half of a processor would be measured instead of the server; pgbench is as light.
 */
async function sendOrders(): Promise<Sent> {
  const batch = Number(values.batch)
  const stopAt = performance.now() + Number(values.seconds) * 1_000
  const took: number[] = []
  const begun = performance.now()
  const lanes = Array.from({ length: Number(values.connections) }, async (_, lane) => {
    const ask = await openLane()
    for (let round = 0; performance.now() < stopAt; round++) {
      const request = makeRequest(`${process.pid}-${begun.toFixed(0)}-${lane}-${round}`, batch)
      const sentAt = performance.now()
      const status = await ask(request)
      if (status !== (batch === 1 ? 201 : 200)) throw new Error(`an order was answered ${status}`)
      took.push(performance.now() - sentAt)
    }
  })
  await Promise.all(lanes)
  const seconds = (performance.now() - begun) / 1_000
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { orders: took.length * batch, seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}

function makeRequest(name: string, batch: number): Buffer {
  const body =
    batch === 1
      ? makeOrder(name, Math.random())
      : `[${Array.from({ length: batch }, (_, index) => makeOrder(`${name}-${index}`, Math.random())).join()}]`
  const { host } = new URL(values.url)
  return Buffer.from(
    [
      `POST /api/orders${batch === 1 ? '' : '/batch'} HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: Bearer ${values.key}`,
      'Content-Type: application/json',
      `Idempotency-Key: ${randomUUID()}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}

/** Opens a connection that sends a request and gives the status of its answer, one at a time. */
async function openLane(): Promise<(request: Buffer) => Promise<number>> {
  const { hostname, port } = new URL(values.url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return (request) => exchange(socket, request)
}

function exchange(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0)
    const listen = (bytes: Buffer) => {
      answer = answer.length === 0 ? bytes : Buffer.concat([answer, bytes])
      const headEnd = answer.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = answer.toString('latin1', 0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
      if (answer.length < headEnd + 4 + length) return
      socket.off('data', listen)
      resolve(Number(head.slice(9, 12)))
    }
    socket.on('data', listen)
    socket.once('close', () => reject(new Error('the connection ended')))
    socket.write(request)
  })
}

console.log(JSON.stringify(await sendOrders()))
process.exit(0)
