import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import type { ArchivedOrder } from './archived-order.ts'

/** Stores the document of an order, as it was. */
export async function insertDocument(tx: Transaction, { key, document }: ArchivedOrder): Promise<void> {
  if (document === null) return
  await sql`
    insert into order_documents (order_id, received, document)
    values (${key}, ${document.received}, ${document.document}::jsonb)
  `.execute(tx)
}

/** Stores the events of an order, as they were. */
export async function insertEvents(tx: Transaction, { key, events }: ArchivedOrder): Promise<void> {
  await sql`
    insert into order_events
      (id, order_id, at, received_at, status, is_forced, applied, refusal, actor, source, reason)
    select id, ${key}, at, received_at, status, is_forced, refusal is null, refusal, actor, source, reason
    from unnest(
      ${events.map(({ id }) => id)}::bigint[], ${events.map(({ at }) => at)}::timestamptz[],
      ${events.map(({ receivedAt }) => receivedAt)}::timestamptz[], ${events.map(({ status }) => status)}::integer[],
      ${events.map(({ isForced }) => isForced)}::boolean[], ${events.map(({ refusal }) => refusal)}::text[],
      ${events.map(({ actor }) => actor)}::text[], ${events.map(({ source }) => source)}::text[],
      ${events.map(({ reason }) => reason)}::text[]
    ) as kept (id, at, received_at, status, is_forced, refusal, actor, source, reason)
  `.execute(tx)
}
