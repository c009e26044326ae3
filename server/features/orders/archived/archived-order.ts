import type { KeyObject } from 'node:crypto'
import type { OrderDocument } from '../events/order-document.ts'
import type { OrderEvent } from '../events/order-event.ts'
import type { EventRow, OrderRow } from './archive-columns.ts'
import { openText, sealText } from './seal-text.ts'

/** All that is moved out of the database when an order is archived. */
export interface ArchivedOrder {
  key: number
  publicId: string
  customerKey: number
  /** Null for an order of a file. */
  document: OrderDocument | null
  /** By `at` and then by arrival. */
  events: readonly OrderEvent[]
}

/** An order as it stands in the files of an archive. */
export interface OrderRows {
  order: OrderRow
  events: readonly EventRow[]
}

/** @param key the key of its customer; undefined when they were erased: then there is nothing left to seal */
export function toRows(order: ArchivedOrder, key: KeyObject | undefined): OrderRows {
  const { document, events } = order
  return {
    order: {
      order_key: order.key,
      order_id: order.publicId,
      customer_key: order.customerKey,
      events: events.length,
      items: document === null ? null : itemsOf(document),
      sealed_document:
        document === null || key === undefined
          ? null
          : sealText(key, JSON.stringify(document), aboutOrder(order.key)),
    },
    events: events.map((event) => toEventRow(order.key, event, key)),
  }
}

/** @param key the key of its customer; undefined when they were erased: then what it locked stays away */
export function fromRows({ order, events }: OrderRows, key: KeyObject | undefined): ArchivedOrder {
  return {
    key: order.order_key,
    publicId: order.order_id,
    customerKey: order.customer_key,
    document: toDocument(order, key),
    events: events.map((row) => toEvent(row, key)),
  }
}

/** What is left of a document without its customer: what was ordered, and nothing that was said about it. */
function itemsOf({ received, document }: OrderDocument): string {
  // Erasing the customer has left no more than that, and it is held against the database as it is there.
  if (received === null) return document
  const { items = [] }: { items?: Record<string, unknown>[] } = JSON.parse(document)
  const kept = items.map(({ name, plu, quantity }) => ({ name, plu, quantity }))
  return JSON.stringify({ items: kept })
}

/** The document of an order; without what its customer said where there is no key. Null for an order of a file. */
export function toDocument({ order_key, items, sealed_document }: OrderRow, key: KeyObject | undefined) {
  if (items === null) return null
  if (key === undefined || sealed_document === null) return { received: null, document: items }
  // What `toRows` has sealed: nothing else opens with this key for this order.
  return JSON.parse(openText(key, sealed_document, aboutOrder(order_key))) as OrderDocument
}

function toEventRow(orderKey: number, event: OrderEvent, key: KeyObject | undefined): EventRow {
  const { id, at, receivedAt, status, isForced, refusal, actor, source, reason } = event
  const hasTexts = key !== undefined && (source !== null || reason !== null)
  return {
    order_key: orderKey,
    event_id: id,
    at,
    received_at: receivedAt,
    status,
    is_forced: isForced,
    applied: refusal === null,
    refusal,
    actor,
    sealed_texts: hasTexts
      ? sealText(key, JSON.stringify({ source, reason }), aboutEvent(orderKey, id))
      : null,
  }
}

/** An event; without its free texts where there is no key. */
export function toEvent(row: EventRow, key: KeyObject | undefined): OrderEvent {
  const { event_id, at, received_at, status, is_forced, refusal, actor } = row
  return {
    id: event_id,
    status,
    at,
    receivedAt: received_at,
    isForced: is_forced,
    // The table from which it came allows nothing else.
    refusal: refusal as OrderEvent['refusal'],
    actor,
    ...toTexts(row, key),
  }
}

function toTexts({ order_key, event_id, sealed_texts }: EventRow, key: KeyObject | undefined) {
  if (sealed_texts === null || key === undefined) return { source: null, reason: null }
  // What `toEventRow` has sealed.
  return JSON.parse(openText(key, sealed_texts, aboutEvent(order_key, event_id))) as Pick<
    OrderEvent,
    'source' | 'reason'
  >
}

function aboutOrder(orderKey: number): string {
  return `order ${orderKey}`
}

function aboutEvent(orderKey: number, eventId: number): string {
  return `event ${eventId} of order ${orderKey}`
}
