import { sql } from 'kysely'
import type { Database } from '../../server/platform/database/database.ts'

/** Stores orders of one month, with four events and a document of a kilobyte each. */
export async function fillOrders(db: Database, count: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`select set_config('statement_timeout', '0', true)`.execute(tx)
    await sql`select make_order_events_month('2024-03-01Z')`.execute(tx)
    await sql`insert into customers (external_id) select 'c' || n from generate_series(1, ${count / 10}::integer) n`.execute(
      tx,
    )
    await sql`
      insert into orders (external_id, customer_id, source, status, status_group, created_at, first_event_at, last_event_at)
      select 'o' || n, (select min(id) from customers) + n % (${count / 10}::integer), 'api', 90, 'done', at, at, at + interval '1 hour'
      from (select n, '2024-03-01Z'::timestamptz + n * interval '29 days' / ${count}::integer as at
        from generate_series(1, ${count}::integer) n) as made
    `.execute(tx)
    await sql`
      insert into order_documents (order_id, received, document)
      select id, document::text, document from (
        select id, jsonb_build_object('customer', jsonb_build_object('name', md5(id::text), 'phoneNumber', '+' || id),
          'deliveryAddress', jsonb_build_object('street', md5(id::text || 's'), 'city', 'Helsinki'),
          'items', (select jsonb_agg(jsonb_build_object('name', 'Item ' || md5((id * 7 + i)::text), 'plu', 'P-' || i, 'quantity', i))
            from generate_series(1, 8) i)) as document
        from orders) as made
    `.execute(tx)
    await sql`
      insert into order_events (order_id, at, received_at, status, applied, actor, source)
      select id, first_event_at + step * interval '20 minutes', first_event_at, (array[10, 20, 50, 90])[step + 1], true,
        'key:1', 'till'
      from orders, generate_series(0, 3) as step
    `.execute(tx)
  })
  await sql`analyze`.execute(db)
}

/** Some of the orders, from everywhere. */
export async function listOrders(db: Database, count: number): Promise<{ key: number; publicId: string }[]> {
  const { rows } = await sql<{ key: number; publicId: string }>`
    select id as key, public_id as "publicId" from orders order by md5(id::text) limit ${count}
  `.execute(db)
  return rows
}
