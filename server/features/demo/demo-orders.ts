import type { PlaceOrder } from '#contract/orders.ts'
import { accounts, channels, dishes } from './demo-names.ts'
import { choosePerson, makePerson } from './demo-people.ts'
import { type DemoStep, makeStory } from './demo-story.ts'
import { sharesOfDays, timeOfDay } from './demo-times.ts'
import { type Chance, seededChance } from './seeded-random.ts'

/** What is made. */
export interface DemoPlan {
  orders: number
  days: number
  seed: number
  /** The instant up to which things have happened: milliseconds since 1970. */
  untilMs: number
}

const dayMs = 86_400_000
/** Each customer orders about so often, all in all. */
const ordersOfOne = 9

/**
 * Makes the orders of a few restaurants over some days, as their documents, the earliest day first: the same ones for
 * the same plan. What would happen after `untilMs` has not happened yet, so the last orders are still on their way.
 */
export function* makeOrders(plan: DemoPlan): Generator<PlaceOrder> {
  const { orders, days, seed, untilMs } = plan
  const chance = seededChance(seed)
  const firstDayMs = Math.floor(untilMs / dayMs) * dayMs - (days - 1) * dayMs
  let due = 0
  let made = 0
  for (const [day, share] of sharesOfDays(chance, firstDayMs, days).entries()) {
    due += share * orders
    const isLastDay = day === days - 1
    for (; made < (isLastDay ? orders : Math.floor(due)); made += 1) {
      const createdMs = firstDayMs + day * dayMs + timeOfDay(chance)
      // On the last day nothing can be ordered later than now: what would be came a week earlier.
      yield makeOrder(chance, plan, {
        number: made,
        createdMs: createdMs < untilMs ? createdMs : createdMs - 7 * dayMs,
      })
    }
  }
}

/** Makes one order that is created now, and everything that is going to happen to it. */
export function makeLiveOrder(
  chance: Chance,
  { seed, number, people, nowMs }: { seed: number; number: number; people: number; nowMs: number },
): { order: PlaceOrder; story: DemoStep[] } {
  const story = makeStory(chance)
  const [first = { status: 10, afterMs: 0 }, ...later] = story
  const order = describeOrder(chance, { seed, number, people, createdMs: nowMs })
  return { order: { ...order, status: first.status }, story: later }
}

function makeOrder(
  chance: Chance,
  { orders, seed, untilMs }: DemoPlan,
  { number, createdMs }: { number: number; createdMs: number },
): PlaceOrder {
  const people = Math.max(1, Math.ceil(orders / ordersOfOne))
  const order = describeOrder(chance, { seed, number, people, createdMs })
  const happened = makeStory(chance).filter(({ afterMs }) => createdMs + afterMs <= untilMs)
  const statusHistory = happened.map(({ status, afterMs }) => ({
    status,
    timestamp: iso(createdMs + afterMs),
  }))
  return { ...order, status: happened.at(-1)?.status ?? 4, statusHistory }
}

function describeOrder(
  chance: Chance,
  { seed, number, people, createdMs }: { seed: number; number: number; people: number; createdMs: number },
): PlaceOrder {
  const { name, phoneNumber, address } = makePerson(seed, choosePerson(chance, people))
  const { account, brands } = chance.pick(accounts)
  const isDelivered = chance.is(0.6)
  return {
    _id: `${chance.hex(16)}${number.toString(16).padStart(8, '0')}`,
    created: iso(createdMs),
    account,
    brandId: chance.pick(brands),
    channelOrderId: `${chance.pick(channels)}-${seed}-${number}`,
    customer: { name, phoneNumber },
    ...(isDelivered && { deliveryAddress: address }),
    pickupTime: iso(createdMs + Math.round(chance.lasting(40, 0.3)) * 60_000),
    items: makeItems(chance),
  }
}

function makeItems(chance: Chance): PlaceOrder['items'] {
  const count = 1 + chance.below(4)
  return Array.from({ length: count }, () => {
    const { name, plu } = chance.pick(dishes)
    return { name, plu, quantity: chance.is(0.8) ? 1 : 2 + chance.below(3) }
  })
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
