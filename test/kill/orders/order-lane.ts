import { createOrder, type ModelOrder } from '../../orders/model.ts'
import { type Answered, sendUntilAnswered, type Tally, type Write } from './send-until-answered.ts'

/** An order that was acknowledged, and what it must be. */
export interface KnownOrder {
  id: string
  /** Whether its events are told with their times; the others only in their order. */
  isTimed: boolean
  model: ModelOrder
}

export interface Lane {
  /** Everything that was acknowledged to this lane. */
  orders: readonly KnownOrder[]
  /** Sends one thing after the other until it is told to pause, and ends when the last one is answered. */
  run(isPaused: () => boolean): Promise<void>
}

interface LaneOptions {
  /** Tells its orders from those of others. */
  name: string
  url: () => string
  random: () => number
  tally: Tally
}

const statuses = [4, 1, 25, 20, 40, 20, 50, 60, 50, 70, 80, 85, 89, 90, 95, 100, 110, 120, 777]
const batchMax = 6
const dayMs = 86_400_000

/** One connection's worth of work: it places orders, alone and by the batch, and tells what becomes of them. */
export function createLane({ name, url, random, tally }: LaneOptions): Lane {
  const orders: KnownOrder[] = []
  let placed = 0
  // What is told without a time is told behind everything; the model only needs the order.
  let moment = Date.now() + 366 * dayMs
  const pick = (count: number) => Math.floor(random() * count)

  function draw(): { document: object; order: KnownOrder } {
    placed += 1
    const id = `${name}-${placed}`
    const created = Date.now() - pick(20 * dayMs)
    // Few customers, so that the lanes meet at them.
    const customer = { id: `kill-${pick(10)}`, name: 'Ada', phoneNumber: `+35840${pick(10)}` }
    const items = [{ name: 'Soup', quantity: 1 + pick(3) }]
    return {
      document: { _id: id, created: new Date(created).toISOString(), customer, items },
      order: {
        id,
        isTimed: random() < 0.5,
        model: createOrder({ status: 10, at: created, isForced: false }),
      },
    }
  }

  async function place(): Promise<void> {
    const { document, order } = draw()
    const answer = await send({ method: 'POST', path: '/api/orders', body: document })
    assertStatus(answer, [200, 201], order.id)
    orders.push(order)
  }

  async function placeBatch(): Promise<void> {
    const drawn = Array.from({ length: 1 + pick(batchMax) }, draw)
    const body = drawn.map(({ document }) => document)
    const answer = await send({ method: 'POST', path: '/api/orders/batch', body })
    assertStatus(answer, [200], `a batch of ${name}`)
    const done = Number(answer.body['created']) + Number(answer.body['repeated'])
    if (done !== drawn.length)
      throw new Error(`${done} of ${drawn.length} are stored: ${JSON.stringify(answer.body)}`)
    orders.push(...drawn.map(({ order }) => order))
  }

  async function tell(): Promise<void> {
    const order = orders[pick(orders.length)]
    if (order === undefined) return place()
    const status = statuses[pick(statuses.length)] ?? 20
    const isForced = random() < 0.05
    moment += 1
    const at = order.isTimed ? Date.now() - pick(40 * dayMs) : moment
    const expected = order.model.tell({ status, at, isForced }, order.isTimed)
    const answer = await send({
      method: 'PATCH',
      path: `/api/orders/${order.id}/status`,
      body: {
        status,
        ...(order.isTimed && { timestamp: new Date(at).toISOString() }),
        ...(isForced && { force: true, reason: 'for the sake of it' }),
      },
    })
    assertStatus(answer, [expected === 'refused' ? 409 : 200], `${order.id} told ${status}`)
  }

  function send(write: Write): Promise<Answered> {
    return sendUntilAnswered(url, write, tally)
  }

  return {
    orders,
    async run(isPaused) {
      while (!isPaused()) {
        const dice = random()
        if (dice < 0.25) await place()
        else if (dice < 0.35) await placeBatch()
        else await tell()
      }
    },
  }
}

function assertStatus({ status, body }: Answered, expected: readonly number[], what: string): void {
  if (!expected.includes(status))
    throw new Error(`${what}: ${status} instead of ${expected}: ${JSON.stringify(body)}`)
}
