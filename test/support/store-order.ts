import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { withEventMonths } from '../../server/features/orders/events/with-event-months.ts'
import { recordImportedOrders } from '../../server/features/orders/intake/record-imported-orders.ts'
import type { Database } from '../../server/platform/database/database.ts'

/** Stores an order of a customer of its own that has been NEW since it was created, as an import does. @returns its public id */
export async function storeOrder(
  db: Database,
  { created = new Date(), id = randomUUID() as string } = {},
): Promise<string> {
  await withEventMonths(db, [created], () =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ key: number }>`
        with customer as (insert into customers (external_id) values (${randomUUID()}) returning id)
        insert into orders (external_id, customer_id, source, created_at) select ${id}, id, 'csv', ${created} from customer
        returning id as key
      `.execute(tx)
      await recordImportedOrders(
        tx,
        rows.map(({ key }) => key),
        created,
        'job:a-test',
      )
    }),
  )
  return id
}
