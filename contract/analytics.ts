import { type Static, Type } from 'typebox'
import { Instant, ListOf, NullableInstant, PageQuery } from './lists.ts'
import { statusGroups } from './order-statuses.ts'
import { TopCustomer } from './tickets.ts'

export const granularities = ['hour', 'day', 'week', 'month'] as const
export type Granularity = (typeof granularities)[number]

/** The base of all summaries: a quarter of an hour in UTC. No zone's hours begin between two quarters. */
export const baseMs = 900_000

/** How many buckets an answer has at most. */
export const bucketsMax = 10_000

/** A range in buckets of some length. Buckets that the range cuts are counted whole, and the answer says so. */
export const RangeQuery = Type.Object(
  {
    from: Type.String({ format: 'date-time', description: 'The first instant.' }),
    to: Type.String({ format: 'date-time', description: 'The first instant behind the range.' }),
    granularity: Type.Enum(granularities),
    timezone: Type.String({
      default: 'UTC',
      minLength: 1,
      maxLength: 64,
      description: 'An IANA time zone, such as Europe/Helsinki: its hours, days, ISO weeks and months.',
    }),
  },
  { additionalProperties: false },
)
export type RangeQuery = Static<typeof RangeQuery>

const count = Type.Integer({ minimum: 0 })
const group = Type.Enum(statusGroups)
const seconds = Type.Number({ minimum: 0 })
// A list of types instead of a union: that is written several times as fast, and answers have thousands of these.
const nullableSeconds = Type.Unsafe<number | null>({ type: ['number', 'null'], minimum: 0 })
const statusName = Type.Unsafe<string | null>({ type: ['string', 'null'] })

/** How long orders stayed in one status: the closed stays that began in the bucket. Null where none was closed. */
export const StatusDuration = Type.Object(
  {
    start: Instant,
    status: Type.Integer(),
    statusName,
    count,
    totalSeconds: seconds,
    averageSeconds: nullableSeconds,
    minSeconds: nullableSeconds,
    maxSeconds: nullableSeconds,
    p50Seconds: nullableSeconds,
    p90Seconds: nullableSeconds,
    p99Seconds: nullableSeconds,
    openCount: Type.Integer({ minimum: 0, description: 'Stays that began here and are not over.' }),
  },
  { title: 'StatusDuration', additionalProperties: false },
)
export type StatusDuration = Static<typeof StatusDuration>

export const Throughput = Type.Object(
  { start: Instant, orders: count },
  { title: 'Throughput', additionalProperties: false },
)
export type Throughput = Static<typeof Throughput>

/** What every answer about a range says of it. */
const answeredRange = {
  from: Instant,
  to: Instant,
  granularity: Type.Enum(granularities),
  timezone: Type.String(),
  widened: Type.Boolean({ description: 'True when the range cut buckets, which were counted whole.' }),
} as const

export const StatusDurations = Type.Object(
  { ...answeredRange, items: Type.Array(StatusDuration), nextCursor: Type.Null() },
  { title: 'StatusDurations', additionalProperties: false },
)
export type StatusDurations = Static<typeof StatusDurations>

export const Throughputs = Type.Object(
  { ...answeredRange, items: Type.Array(Throughput), nextCursor: Type.Null() },
  { title: 'Throughputs', additionalProperties: false },
)
export type Throughputs = Static<typeof Throughputs>

export const CustomerLifetime = Type.Object(
  {
    customerId: Type.String(),
    orders: count,
    firstOrderAt: NullableInstant,
    lastOrderAt: NullableInstant,
    averageDaysBetweenOrders: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: 'Days with their fractions from one order to the next; null with fewer than two.',
    }),
  },
  { title: 'CustomerLifetime', additionalProperties: false },
)
export type CustomerLifetime = Static<typeof CustomerLifetime>
export const CustomerLifetimeList = ListOf(CustomerLifetime, 'CustomerLifetimeList')

const lifetimeSorts = ['orders', 'lastOrderAt', 'firstOrderAt'] as const
export const LifetimeFilter = Type.Object(
  {
    minOrders: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    maxOrders: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    firstFrom: Type.Optional(
      Type.String({ format: 'date-time', description: 'First ordered at this time or later.' }),
    ),
    firstTo: Type.Optional(
      Type.String({ format: 'date-time', description: 'First ordered before this time.' }),
    ),
    lastFrom: Type.Optional(
      Type.String({ format: 'date-time', description: 'Last ordered at this time or later.' }),
    ),
    lastTo: Type.Optional(
      Type.String({ format: 'date-time', description: 'Last ordered before this time.' }),
    ),
    sort: Type.Enum(lifetimeSorts, { default: 'orders', description: 'Most or latest first.' }),
  },
  { additionalProperties: false },
)
export type LifetimeFilter = Static<typeof LifetimeFilter>
export const LifetimesQuery = Type.Object(
  { ...PageQuery.properties, ...LifetimeFilter.properties },
  { additionalProperties: false },
)
export type LifetimesQuery = Static<typeof LifetimesQuery>

export const BarcodeCounts = Type.Object(
  { unassigned: count, assigned: count, redeemed: count },
  { title: 'BarcodeCounts', additionalProperties: false },
)
export type BarcodeCounts = Static<typeof BarcodeCounts>

/** The numbers of everything, from stored counters. */
export const Summary = Type.Object(
  {
    orders: count,
    events: count,
    customers: Type.Integer({ minimum: 0, description: 'Customers with at least one order.' }),
    byStatus: Type.Array(
      Type.Object(
        { status: Type.Integer(), statusName, group, orders: count },
        { additionalProperties: false },
      ),
      {
        description:
          'By group, then by code. A code that Docket does not know leaves orders in their groups: it stands once in each of them.',
      },
    ),
    byGroup: Type.Array(Type.Object({ group, orders: count }, { additionalProperties: false }), {
      description: 'Every group, also those without orders.',
    }),
    barcodes: BarcodeCounts,
    topCustomers: Type.Object(
      { byTickets: Type.Array(TopCustomer), byOrders: Type.Array(TopCustomer) },
      { additionalProperties: false },
    ),
    foldLagSeconds: Type.Number({
      minimum: 0,
      description: 'How old the oldest change is that is not counted yet.',
    }),
  },
  { title: 'Summary', additionalProperties: false },
)
export type Summary = Static<typeof Summary>
