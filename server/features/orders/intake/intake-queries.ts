import { sql } from 'kysely'
import type { StatusGroup } from '#contract/order-statuses.ts'
import type { EventRefusal } from '#contract/orders.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import {
  type FirstAnswer,
  insertingAnswers,
  usedKeys,
} from '../../../platform/idempotency/idempotency-queries.ts'
import type { Delta } from '../../analytics/deltas/delta.ts'
import { recordingDeltas } from '../../analytics/deltas/record-deltas.ts'

/** Where an order of a sales channel is expected: two of one channel order must lie far enough apart. */
export interface ChannelPlace {
  account: string
  channelOrderId: string
  at: Date
}

/**
 * Keeps everybody else from placing orders of the same channel orders until the transaction ends. In one order for all, so
 * that nobody waits for who waits for them; so many locks at most that PostgreSQL has room for them.
 */
export async function lockChannelOrders(tx: Transaction, places: readonly ChannelPlace[]): Promise<void> {
  if (places.length === 0) return
  await sql`
    select pg_advisory_xact_lock(hashtext('channel orders'), slot) from (
      select distinct abs(hashtextextended(channel_order_id, hashtext(account)) % 4096)::integer as slot
      from unnest(${places.map(({ account }) => account)}::text[],
        ${places.map(({ channelOrderId }) => channelOrderId)}::text[]) as asked (account, channel_order_id)
      order by slot
    ) as slots
  `.execute(tx)
}

/** What has to be known before orders are stored. */
export interface Wanted {
  orderIds: readonly string[]
  customerIds: readonly string[]
  phones: readonly string[]
  places: readonly ChannelPlace[]
  /** The scopes of their Idempotency-Keys. */
  keys: readonly Buffer[]
  /** How many new orders there may be. */
  orders: number
}

interface StoredOrder {
  publicId: string
  /** In hex; null for orders of files and of erased customers. */
  contentHash: string | null
}

export interface StoredCustomer {
  id: number
  publicId: string
  externalId: string | null
  phone: string | null
  name: string | null
  isErased: boolean
}

/** What there is already, and keys for what is new: as many for orders as for customers. */
export interface Known {
  orders: StoredOrder[]
  customers: StoredCustomer[]
  /** Orders that are too near to one of the places. */
  near: { account: string; channelOrderId: string; at: string; publicId: string }[]
  orderKeys: number[]
  customerKeys: number[]
  /** In hex. */
  usedKeys: string[]
}

/** Looks up everything at once. The customers stay as they are until the transaction ends: nobody erases them meanwhile. */
export async function lookUp(tx: Transaction, wanted: Wanted): Promise<Known> {
  const { orderIds, customerIds, phones, places, keys, orders } = wanted
  const { rows } = await sql<Known>`
    select
      coalesce((
        select json_agg(json_build_object('publicId', public_id, 'contentHash', encode(content_hash, 'hex')))
        from orders where public_id = any(${orderIds}::text[])
      ), '[]') as orders,
      coalesce((
        select json_agg(json_build_object('id', id, 'publicId', public_id, 'externalId', external_id, 'phone', phone,
          'name', name, 'isErased', erased_at is not null))
        from (
          select id, public_id, external_id, phone, name, erased_at from customers
          where public_id = any(${customerIds}::text[]) or phone = any(${phones}::text[])
          order by id for share
        ) as found
      ), '[]') as customers,
      coalesce((
        select json_agg(json_build_object('account', orders.account, 'channelOrderId', orders.channel_order_id,
          'at', coalesce(pickup_at, created_at), 'publicId', public_id))
        from unnest(${places.map(({ account }) => account)}::text[],
          ${places.map(({ channelOrderId }) => channelOrderId)}::text[],
          ${places.map(({ at }) => at.toISOString())}::timestamptz[]) as asked (account, channel_order_id, at)
        join orders on orders.channel_order_id = asked.channel_order_id and orders.account = asked.account
          and coalesce(pickup_at, created_at) between asked.at - interval '48 hours' and asked.at + interval '48 hours'
      ), '[]') as near,
      array(select nextval(pg_get_serial_sequence('orders', 'id')) from generate_series(1, ${orders}::integer)) as "orderKeys",
      array(select nextval(pg_get_serial_sequence('customers', 'id')) from generate_series(1, ${orders}::integer))
        as "customerKeys",
      array(${usedKeys(keys)}) as "usedKeys"
  `.execute(tx)
  const [known] = rows
  if (known === undefined) throw new Error('the database answered nothing')
  return known
}

export interface NewCustomer {
  key: number
  externalId: string | null
  madeId: string | null
  phone: string | null
  name: string | null
}

export interface FilledCustomer {
  key: number
  externalId: string | null
  phone: string | null
  name: string | null
}

/** Fills in what was not known of customers. Fails when somebody else has stored an id or a number meanwhile. */
export async function fillCustomers(tx: Transaction, customers: readonly FilledCustomer[]): Promise<void> {
  if (customers.length === 0) return
  await sql`
    update customers set external_id = coalesce(customers.external_id, filled.external_id),
      phone = coalesce(customers.phone, filled.phone), name = coalesce(customers.name, filled.name)
    from unnest(
      ${customers.map(({ key }) => key)}::bigint[], ${customers.map(({ externalId }) => externalId)}::text[],
      ${customers.map(({ phone }) => phone)}::text[], ${customers.map(({ name }) => name)}::text[]
    ) as filled (id, external_id, phone, name)
    where customers.id = filled.id
  `.execute(tx)
}

export interface NewOrder {
  key: number
  externalId: string | null
  madeId: string | null
  customerKey: number
  status: number
  group: StatusGroup
  createdAt: Date
  receivedAt: Date
  account: string | null
  brand: string | null
  channelOrderId: string | null
  pickupAt: Date | null
  itemCount: number
  firstEventAt: Date
  lastEventAt: Date
  contentHash: Buffer
  received: string
  document: string
}

export interface NewEvent {
  orderKey: number
  at: number
  receivedAt: Date
  status: number
  refusal: EventRefusal | null
  actor: string
}

/** All that is stored of orders. */
export interface NewRows {
  customers: readonly NewCustomer[]
  orders: readonly NewOrder[]
  events: readonly NewEvent[]
  deltas: readonly Delta[]
  answers: readonly FirstAnswer[]
}

/**
 * Stores new orders with all that belongs to them, in one statement: between two of them the whole would wait for this process.
 * Fails when somebody else has stored one of them meanwhile.
 */
export async function insertOrders(
  tx: Transaction,
  { customers, orders, events, deltas, answers }: NewRows,
): Promise<void> {
  await sql`
    with customers_added as (
      insert into customers (id, external_id, made_id, phone, name) overriding system value
      select * from unnest(
        ${customers.map(({ key }) => key)}::bigint[], ${customers.map(({ externalId }) => externalId)}::text[],
        ${customers.map(({ madeId }) => madeId)}::text[], ${customers.map(({ phone }) => phone)}::text[],
        ${customers.map(({ name }) => name)}::text[])
    ), deltas as (${recordingDeltas(deltas)}), answers as (${insertingAnswers(answers)}), stored as (
      insert into orders (id, external_id, made_id, customer_id, status, status_group, source, created_at, updated_at,
        account, brand, channel_order_id, pickup_at, item_count, first_event_at, last_event_at, content_hash)
      overriding system value
      select id, external_id, made_id, customer_id, status, status_group, 'api', created_at, received_at,
        account, brand, channel_order_id, pickup_at, item_count, first_event_at, last_event_at, content_hash
      from unnest(
        ${orders.map(({ key }) => key)}::bigint[], ${orders.map(({ externalId }) => externalId)}::text[],
        ${orders.map(({ madeId }) => madeId)}::text[], ${orders.map(({ customerKey }) => customerKey)}::bigint[],
        ${orders.map(({ status }) => status)}::integer[], ${orders.map(({ group }) => group)}::text[],
        ${orders.map(({ createdAt }) => createdAt.toISOString())}::timestamptz[],
        ${orders.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
        ${orders.map(({ account }) => account)}::text[], ${orders.map(({ brand }) => brand)}::text[],
        ${orders.map(({ channelOrderId }) => channelOrderId)}::text[],
        ${orders.map(({ pickupAt }) => pickupAt?.toISOString() ?? null)}::timestamptz[],
        ${orders.map(({ itemCount }) => itemCount)}::integer[],
        ${orders.map(({ firstEventAt }) => firstEventAt.toISOString())}::timestamptz[],
        ${orders.map(({ lastEventAt }) => lastEventAt.toISOString())}::timestamptz[],
        ${orders.map(({ contentHash }) => contentHash)}::bytea[]
      ) as fresh (id, external_id, made_id, customer_id, status, status_group, created_at, received_at,
        account, brand, channel_order_id, pickup_at, item_count, first_event_at, last_event_at, content_hash)
    ), documents as (
      insert into order_documents (order_id, received, document)
      select * from unnest(
        ${orders.map(({ key }) => key)}::bigint[], ${orders.map(({ received }) => received)}::text[],
        ${orders.map(({ document }) => document)}::jsonb[])
    )
    insert into order_events (order_id, at, received_at, status, applied, refusal, actor)
    select order_id, to_timestamp(at / 1000.0), received_at, status, refusal is null, refusal, actor from unnest(
      ${events.map(({ orderKey }) => orderKey)}::bigint[], ${events.map(({ at }) => at)}::bigint[],
      ${events.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
      ${events.map(({ status }) => status)}::integer[], ${events.map(({ refusal }) => refusal)}::text[],
      ${events.map(({ actor }) => actor)}::text[]
    ) with ordinality as happened (order_id, at, received_at, status, refusal, actor, place)
    order by place
  `.execute(tx)
}
