import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'

/** Locks the orders of a customer: nobody restores, archives or changes one of them until the transaction ends. */
export async function lockOrders(tx: Transaction, customerKey: number): Promise<void> {
  await sql`
    select from orders where customer_id = ${customerKey} order by id for no key update
  `.execute(tx)
}

/** Whether the customer of an order was erased. Who is erasing them waits until the transaction ends. */
export async function findErased(tx: Transaction, publicId: string): Promise<boolean> {
  // A statement of its own: the next one sees what was done while this one waited.
  await sql`select from orders where public_id = ${publicId} for share`.execute(tx)
  const { rows } = await sql`
    select from orders o join customers c on c.id = o.customer_id
    where o.public_id = ${publicId} and c.erased_at is not null
  `.execute(tx)
  return rows.length > 0
}

/** What the documents of a customer's orders call them, and where they are reached. */
export async function listSentTexts(tx: Transaction, customerKey: number): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select distinct text
    from orders o join order_documents d on d.order_id = o.id
    cross join lateral (values (d.document -> 'customer' ->> 'name'),
      (d.document -> 'customer' ->> 'phoneNumber'), (d.document -> 'customer' ->> 'email')) as sent (text)
    where o.customer_id = ${customerKey} and text is not null
  `.execute(tx)
  return rows.map(({ text }) => text)
}

/** Leaves of each document what was ordered: no customer, no address, nothing that Docket does not know. */
export async function clearDocuments(tx: Transaction, customerKey: number): Promise<void> {
  await sql`
    update order_documents d set received = null, document = jsonb_build_object('items', coalesce((
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'name', item -> 'name', 'plu', item -> 'plu', 'quantity', item -> 'quantity')) order by place)
      from jsonb_array_elements(d.document -> 'items') with ordinality as listed (item, place)
    ), '[]'))
    from orders o where o.id = d.order_id and o.customer_id = ${customerKey}
  `.execute(tx)
}

/** Takes the hashes of what was sent away: they would tell whether a guess is right. @returns how many orders there are */
export async function clearOrders(tx: Transaction, customerKey: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with cleared as (
      update orders set content_hash = null where customer_id = ${customerKey} and content_hash is not null
    )
    select count(*) from orders where customer_id = ${customerKey}
  `.execute(tx)
  return rows[0]?.count ?? 0
}

/** Takes the free texts of their events away. */
export async function clearEventTexts(tx: Transaction, customerKey: number): Promise<void> {
  await sql`
    update order_events e set source = null, reason = null
    from orders o
    where o.customer_id = ${customerKey} and e.order_id = o.id
      and e.at between o.first_event_at and o.last_event_at and (e.source is not null or e.reason is not null)
  `.execute(tx)
}
