import { sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/** What has to be looked at: orders and customers by their keys inside the database. */
export interface Marks {
  orders: number[]
  customers: number[]
}

/** True when something waits to be looked at. */
export async function hasMarks(db: Database): Promise<boolean> {
  const { rows } = await sql`select from search_marks limit 1`.execute(db)
  return rows.length > 0
}

/** Makes sure that nobody else fills the search, and nobody is erased, until the transaction ends; false when somebody does. */
export async function lockSearch(tx: Transaction): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('order_search'), 0) as locked
  `.execute(tx)
  return rows[0]?.locked === true
}

/** Takes the newest marks away: behind a large import, what comes now is found first. */
export async function takeMarks(tx: Transaction, countMax: number): Promise<Marks & { taken: number }> {
  const { rows } = await sql<{ order_id: number | null; customer_id: number | null }>`
    delete from search_marks where id in (
      select id from search_marks order by id desc limit ${countMax} for update skip locked
    ) returning order_id, customer_id
  `.execute(tx)
  const orders = new Set(rows.flatMap(({ order_id }) => order_id ?? []))
  const customers = new Set(rows.flatMap(({ customer_id }) => customer_id ?? []))
  return { orders: [...orders], customers: [...customers], taken: rows.length }
}

/** Writes down what the orders are found by. Of those of an erased customer only the ids are left. */
export async function writeOrderTexts(tx: Transaction, orders: readonly number[]): Promise<void> {
  if (orders.length === 0) return
  await sql`
    insert into order_search as stored (order_id, text)
    select o.id, concat_ws(chr(10), search_key(o.public_id), search_key(o.channel_order_id),
      search_key(d.document -> 'customer' ->> 'name'), search_key(d.document -> 'customer' ->> 'phoneNumber'),
      (select string_agg(concat_ws(chr(10), search_key(value ->> 'name'), search_key(value ->> 'plu')), chr(10))
        from jsonb_array_elements(d.document -> 'items')))
    from orders as o join customers as c on c.id = o.customer_id
      left join order_documents as d on d.order_id = o.id and c.erased_at is null
    where o.id = any (${orders}::bigint[])
    on conflict (order_id) do update set text = excluded.text where stored.text <> excluded.text
  `.execute(tx)
}

/** Writes down what the customers are found by. Of an erased one it is the id alone. */
export async function writeCustomerTexts(tx: Transaction, customers: readonly number[]): Promise<void> {
  if (customers.length === 0) return
  await sql`
    insert into customer_search as stored (customer_id, text)
    select id, concat_ws(chr(10), search_key(public_id), search_key(name), search_key(email), search_key(phone))
    from customers where id = any (${customers}::bigint[])
    on conflict (customer_id) do update set text = excluded.text where stored.text <> excluded.text
  `.execute(tx)
}
