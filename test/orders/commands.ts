import fc from 'fast-check'
import { foldAll } from '../../server/features/analytics/fold/fold-all.ts'
import { changeStatus, requestCancel } from '../../server/features/orders/status/change-status.ts'
import { placeOrder } from '../support/place-order.ts'
import { storeOrder } from '../support/store-order.ts'
import { type Docket, refusalOf } from './docket.ts'
import { createOrder, type ModelOrder, type Told } from './model.ts'

/** Something that happens to a Docket, to one of its orders (by a number that is taken as far as there are orders). */
export type Command =
  | { kind: 'tell'; order: number; status: number; when: When; isForced: boolean }
  /** Tells again exactly what was told before. */
  | { kind: 'again'; order: number; told: number }
  /** Tells a status again at another time. */
  | { kind: 'repeat'; order: number; told: number; when: When; isForced: boolean }
  | { kind: 'cancel'; order: number; when: When }
  | { kind: 'wait'; ms: number }
  | { kind: 'fold' }

/** Just now, so long ago, so many half days ago (so that many are at one instant), or when something else was. */
type When =
  | { kind: 'now' }
  | { kind: 'ago'; ms: number }
  | { kind: 'half-days-ago'; count: number }
  | { kind: 'with'; told: number }

const dayMs = 86_400_000
const lateDaysMax = 40

const anyWhen: fc.Arbitrary<When> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'now' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ago' as const), ms: fc.nat(lateDaysMax * dayMs) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('half-days-ago' as const), count: fc.nat(2 * lateDaysMax) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('with' as const), told: fc.nat(50) }) },
)

const anyStatus = fc.oneof(
  {
    weight: 8,
    // The usual way of an order more often than its ends, which leave nothing to say.
    arbitrary: fc.constantFrom(
      4,
      1,
      2,
      3,
      5,
      6,
      7,
      10,
      25,
      20,
      40,
      20,
      40,
      50,
      60,
      50,
      60,
      70,
      70,
      80,
      81,
      83,
      84,
      85,
      87,
      89,
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(90, 95, 100, 30, 35, 110, 115, 120, 121, 124) },
  { weight: 1, arbitrary: fc.constantFrom(0, 8, 777, 2_147_483_647) },
)

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('tell' as const),
      order: fc.nat(9),
      status: anyStatus,
      when: anyWhen,
      isForced: fc.constantFrom(false, false, false, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('again' as const), order: fc.nat(9), told: fc.nat(50) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('repeat' as const),
      order: fc.nat(9),
      told: fc.nat(50),
      when: anyWhen,
      isForced: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cancel' as const), order: fc.nat(9), when: anyWhen }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(3 * dayMs) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fold' } as const) },
)

/** An order that comes in: with a file, or by the API with a history (so many half days ago, and which status). */
export type Arrival = { kind: 'file' } | { kind: 'api'; history: { count: number; status: number }[] }

export const anyArrival: fc.Arbitrary<Arrival> = fc.oneof(
  fc.constant({ kind: 'file' } as const),
  fc.record({
    kind: fc.constant('api' as const),
    history: fc.array(fc.record({ count: fc.nat(2 * lateDaysMax), status: anyStatus }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
)

/** An order in a Docket and what it must be. */
export interface Twin {
  id: string
  created: Date
  /** What it came in with; undefined for an order of a file. */
  history: readonly Told[] | undefined
  model: ModelOrder
}

/** Lets orders come in, each created a while after the other. */
export async function makeOrders(docket: Docket, arrivals: readonly Arrival[]): Promise<Twin[]> {
  const now = docket.clock.time
  const twins = arrivals.map((arrival, number) => {
    const created = new Date(now - (arrivals.length - number) * 7 * 3_600_000)
    return toTwin(
      `order ${number}`,
      created,
      arrival.kind === 'file' ? undefined : readHistory(arrival.history, now),
    )
  })
  for (const twin of twins) await store(docket, twin, twin.history)
  return twins
}

function toTwin(id: string, created: Date, history: Told[] | undefined): Twin {
  const [first, ...later] = history ?? [{ status: 10, at: created.getTime(), isForced: false }]
  if (first === undefined) throw new Error('an order comes with at least one event')
  const model = createOrder(first)
  for (const told of later) model.tell(told, true)
  return { id, created, history, model }
}

function readHistory(history: readonly { count: number; status: number }[], now: number): Told[] {
  return history
    .map(({ count, status }) => ({ status, at: halfDaysAgo(now, count), isForced: false }))
    .toSorted((a, b) => a.at - b.at)
}

/** Stores an order that has so far only had this history. */
async function store(
  { call }: Docket,
  { id, created }: Twin,
  history: readonly Told[] | undefined,
): Promise<void> {
  if (history === undefined) return void (await storeOrder(call.db, { id, created }))
  const document = {
    ...{ _id: id, created, customer: { id: 'the same', name: 'Ada' } },
    status: history.at(-1)?.status,
    statusHistory: history.map(({ status, at }) => ({ status, timestamp: new Date(at) })),
  }
  await placeOrder(call.db, document, call.clock.now())
}

/** Carries a command out by the real verbs and on the model. @returns what both say, when they do not agree */
export async function carryOut(
  docket: Docket,
  twins: readonly Twin[],
  command: Command,
): Promise<string | undefined> {
  if (command.kind === 'wait') docket.clock.time += command.ms
  if (command.kind === 'fold') await foldAll(docket.call.db)
  if (command.kind === 'wait' || command.kind === 'fold') return undefined
  const twin = twins[command.order % twins.length]
  if (twin === undefined) return undefined
  const { told, isTimed } = readCommand(docket, twin, command)
  const expected = twin.model.tell(told, isTimed)
  const said = await refusalOf(tellDocket(docket, twin.id, { told, isTimed, command }))
  const wanted = expected === 'refused' ? 'transition-not-allowed' : undefined
  return said === wanted
    ? undefined
    : `${twin.id}: ${said} instead of ${wanted} to ${JSON.stringify(command)}`
}

interface ReadCommand {
  told: Told
  isTimed: boolean
}

function readCommand(
  { clock }: Docket,
  { model }: Twin,
  command: Exclude<Command, { kind: 'wait' } | { kind: 'fold' }>,
): ReadCommand {
  const { events } = model
  if (command.kind === 'again') return { told: pick(events, command.told), isTimed: true }
  const { when } = command
  const at = readWhen(when, clock.time, events)
  return { told: { at, ...readStatus(command, events) }, isTimed: when.kind !== 'now' }
}

function readStatus(
  command: Extract<Command, { kind: 'tell' | 'repeat' | 'cancel' }>,
  events: readonly Told[],
): Pick<Told, 'status' | 'isForced'> {
  switch (command.kind) {
    case 'tell':
      return { status: command.status, isForced: command.isForced }
    case 'repeat':
      return { status: pick(events, command.told).status, isForced: command.isForced }
    case 'cancel':
      return { status: 100, isForced: false }
  }
}

function pick(events: readonly Told[], number: number): Told {
  const told = events[number % events.length]
  if (told === undefined) throw new Error('an order has at least one event')
  return told
}

/** Just now is behind everything that was told. */
function readWhen(when: When, now: number, events: readonly Told[]): number {
  switch (when.kind) {
    case 'now':
      return Math.max(now, ...events.map(({ at }) => at + 1))
    case 'ago':
      return now - when.ms
    case 'half-days-ago':
      return halfDaysAgo(now, when.count)
    case 'with':
      return pick(events, when.told).at
  }
}

function halfDaysAgo(now: number, count: number): number {
  return Math.floor(now / (dayMs / 2) - count) * (dayMs / 2)
}

async function tellDocket(
  { call }: Docket,
  id: string,
  { told: { status, at, isForced }, isTimed, command }: ReadCommand & { command: Command },
): Promise<unknown> {
  const time = isTimed ? new Date(at) : undefined
  if (command.kind === 'cancel') return requestCancel(call, id, time)
  return changeStatus(call, id, {
    status,
    ...(time !== undefined && { timestamp: time.toISOString() }),
    ...(isForced && { force: true, reason: 'the model says so' }),
  })
}

/** Tells another Docket of the same orders what is told by now, sorted by time and then by arrival. */
export async function tellSorted(docket: Docket, twins: readonly Twin[]): Promise<void> {
  for (const twin of twins) await store(docket, twin, twin.history?.slice(0, 1))
  for (const { id, model } of twins)
    for (const told of model.events)
      await refusalOf(tellDocket(docket, id, { told, isTimed: true, command: { kind: 'fold' } }))
}
