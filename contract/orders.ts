import { type Static, Type } from 'typebox'
import { Instant, ListOf, NullableInstant, PageQuery } from './lists.ts'
import { orderStatuses, statusGroups } from './order-statuses.ts'

/** Texts of an order document: 1 to 255 characters, counted as code points. */
const text = Type.String({ minLength: 1, maxLength: 255 })
const nullableText = Type.Union([Type.String(), Type.Null()])

/** A status as callers say it, by its code or by its name. */
const StatusInput = Type.Union(
  [Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), Type.Enum(orderStatuses.map(({ name }) => name))],
  { description: 'The code of a status, known or not, or the name of a known one.' },
)

/** How many events an order may have: each change and each look at an order reads all of them. */
export const orderEventsMax = 1_000

const Address = Type.Object(
  {
    city: Type.Optional(text),
    street: Type.Optional(text),
    postalCode: Type.Optional(text),
  },
  { additionalProperties: true },
)

const Item = Type.Object(
  {
    name: text,
    plu: Type.Optional(text),
    quantity: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  { additionalProperties: true },
)

const HistoryInput = Type.Object(
  {
    status: StatusInput,
    timestamp: Type.Optional(Instant),
    timeStamp: Type.Optional(Instant),
  },
  { additionalProperties: true },
)

/** An order as it is sent (spec 4.1). What Docket does not know is kept as it came. */
export const PlaceOrder = Type.Object(
  {
    _id: Type.Optional(text),
    created: Type.Optional(Instant),
    _created: Type.Optional(Instant),
    account: Type.Optional(text),
    brandId: Type.Optional(text),
    channelOrderId: Type.Optional(text),
    customer: Type.Object(
      {
        id: Type.Optional(text),
        name: Type.Optional(text),
        phoneNumber: Type.Optional(text),
      },
      { additionalProperties: true },
    ),
    deliveryAddress: Type.Optional(Address),
    pickupTime: Type.Optional(Instant),
    items: Type.Array(Item, { minItems: 1, maxItems: 1_000 }),
    status: Type.Optional(StatusInput),
    statusHistory: Type.Optional(Type.Array(HistoryInput, { maxItems: orderEventsMax })),
  },
  { title: 'PlaceOrder', additionalProperties: true },
)
export type PlaceOrder = Static<typeof PlaceOrder>

const group = Type.Enum(statusGroups)
const status = Type.Integer({ description: 'The code of the status; unknown ones are shown as they came.' })
const statusName = Type.Union([Type.String(), Type.Null()], {
  description: 'The name of the status; null for a code that Docket does not know.',
})

export const NextStatus = Type.Object(
  { status, statusName: Type.String(), group },
  { title: 'NextStatus', additionalProperties: false },
)
export type NextStatus = Static<typeof NextStatus>

/** An order as everybody sees it: the document normalised, with what became of it. */
export const Order = Type.Object(
  {
    id: Type.String(),
    _id: Type.String({ description: 'The same as `id`.' }),
    source: Type.Enum(['csv', 'api']),
    created: Instant,
    account: Type.Optional(nullableText),
    brandId: Type.Optional(nullableText),
    channelOrderId: Type.Optional(nullableText),
    customer: Type.Object(
      {
        id: Type.String(),
        name: Type.Optional(nullableText),
        phoneNumber: Type.Optional(nullableText),
      },
      { additionalProperties: true },
    ),
    deliveryAddress: Type.Optional(Type.Union([Address, Type.Null()])),
    pickupTime: Type.Optional(NullableInstant),
    items: Type.Array(Item),
    barcodes: Type.Array(Type.String(), { description: 'The tickets that were sold with it.' }),
    status,
    statusName,
    group,
    nextStatuses: Type.Array(NextStatus, { description: 'What the status may become without force.' }),
    statusHistory: Type.Array(
      Type.Object({ status: Type.Integer(), timestamp: Instant }, { additionalProperties: false }),
      { description: 'The events that count, by time.' },
    ),
    version: Type.Integer({ minimum: 1, description: 'Counts the changes; also the ETag.' }),
    updatedAt: Instant,
  },
  { title: 'Order', additionalProperties: true },
)
export type Order = Static<typeof Order>

/** An order in a list: without its items and its history. */
export const OrderSummary = Type.Object(
  {
    id: Type.String(),
    source: Type.Enum(['csv', 'api']),
    created: Instant,
    account: nullableText,
    brandId: nullableText,
    channelOrderId: nullableText,
    customer: Type.Object(
      { id: Type.String(), name: nullableText, phoneNumber: nullableText },
      { additionalProperties: false },
    ),
    pickupTime: NullableInstant,
    itemCount: Type.Integer({ minimum: 0, description: 'The sum of the quantities of its items.' }),
    barcodeCount: Type.Integer({ minimum: 0 }),
    status,
    statusName,
    group,
    nextStatuses: Type.Array(NextStatus),
    version: Type.Integer({ minimum: 1 }),
    updatedAt: Instant,
  },
  { title: 'OrderSummary', additionalProperties: false },
)
export type OrderSummary = Static<typeof OrderSummary>
export const OrderList = ListOf(OrderSummary, 'OrderList')

/** Which orders: every filter that is given must fit. */
export const OrderFilter = Type.Object(
  {
    status: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: 'The code of a status, or the name of a known one.',
      }),
    ),
    group: Type.Optional(group),
    customer: Type.Optional(Type.String({ description: 'The id of a customer.' })),
    account: Type.Optional(Type.String()),
    brand: Type.Optional(Type.String()),
    from: Type.Optional(Type.String({ format: 'date-time', description: 'Created at this time or later.' })),
    to: Type.Optional(Type.String({ format: 'date-time', description: 'Created before this time.' })),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'A part of an id, a name, a phone number or an item, in any letter case.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type OrderFilter = Static<typeof OrderFilter>
export const OrdersQuery = Type.Object(
  { ...PageQuery.properties, ...OrderFilter.properties },
  { additionalProperties: false },
)
export type OrdersQuery = Static<typeof OrdersQuery>

/** A change of an order's status (spec 4.2). */
export const ChangeStatus = Type.Object(
  {
    status: StatusInput,
    timestamp: Type.Optional(Instant),
    source: Type.Optional(text),
    reason: Type.Optional(text),
    force: Type.Optional(Type.Boolean({ description: 'By an admin, with a reason: also out of an end.' })),
  },
  { title: 'ChangeStatus', additionalProperties: false },
)
export type ChangeStatus = Static<typeof ChangeStatus>

/** Why an event does not count; see docs/orders.md. */
export const eventRefusals = ['transition-not-allowed', 'repeated'] as const
export type EventRefusal = (typeof eventRefusals)[number]

export const HistoryEntry = Type.Object(
  {
    status,
    statusName,
    at: Instant,
    receivedAt: Instant,
    actor: nullableText,
    source: nullableText,
    reason: nullableText,
    applied: Type.Boolean(),
    refusal: Type.Optional(Type.Enum(eventRefusals)),
  },
  { title: 'HistoryEntry', additionalProperties: false },
)
export type HistoryEntry = Static<typeof HistoryEntry>
export const HistoryList = ListOf(HistoryEntry, 'HistoryList')

/** A status that Docket knows, with what may follow it. */
export const OrderStatus = Type.Object(
  {
    status,
    statusName: Type.String(),
    group,
    isEnd: Type.Boolean({ description: 'True when nothing follows without force.' }),
    nextGroups: Type.Array(group, { description: 'The groups whose statuses may follow without force.' }),
  },
  { title: 'OrderStatus', additionalProperties: false },
)
export type OrderStatus = Static<typeof OrderStatus>
export const OrderStatusList = ListOf(OrderStatus, 'OrderStatusList')

/** What became of one order of a batch. */
const BatchVerdict = Type.Object(
  {
    index: Type.Integer({ minimum: 0, description: 'Its place in the batch, from 0.' }),
    status: Type.Integer({ description: 'The status that the order alone would have been answered with.' }),
    id: Type.Union([Type.String(), Type.Null()], {
      description: 'The id of the order; null for a refused one.',
    }),
    problem: Type.Optional(
      Type.Unknown({
        description:
          'The problem document of a refused order. Where another order is in its way, `orderId` names that one.',
      }),
    ),
  },
  { title: 'BatchVerdict', additionalProperties: false },
)
export type BatchVerdict = Static<typeof BatchVerdict>

/** Each order of a batch is counted once: the four numbers add up to the number of items. */
export const BatchAnswer = Type.Object(
  {
    created: Type.Integer({ minimum: 0 }),
    repeated: Type.Integer({
      minimum: 0,
      description: 'Orders that were there already, and stay as they were.',
    }),
    changed: Type.Integer({
      minimum: 0,
      description: 'Orders that were there already, and were changed: those with status 100.',
    }),
    refused: Type.Integer({ minimum: 0 }),
    items: Type.Array(BatchVerdict),
  },
  { title: 'BatchAnswer', additionalProperties: false },
)
export type BatchAnswer = Static<typeof BatchAnswer>

/** How many orders a batch has at most. */
export const batchOrdersMax = 10_000

/** The earliest and the latest instant that an event may have: outside of these a clock was wrong. */
export const eventTimes = { first: '1970-01-01T00:00:00.000Z', end: '2100-01-01T00:00:00.000Z' } as const
