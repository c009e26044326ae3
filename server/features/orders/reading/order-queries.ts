import { sql } from 'kysely'
import type { StatusGroup } from '#contract/order-statuses.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { EventRange } from '../events/order-event.ts'

/** An order as it is stored, with whose it is and its tickets. */
export interface OrderRow extends EventRange {
  publicId: string
  source: 'csv' | 'api'
  createdAt: Date
  updatedAt: Date
  account: string | null
  brand: string | null
  channelOrderId: string | null
  pickupAt: Date | null
  status: number
  group: StatusGroup
  version: number
  customerId: string
  customerName: string | null
  customerPhone: string | null
  barcodes: string[]
}

export async function findOrderRow(db: Database, publicId: string): Promise<OrderRow | undefined> {
  const { rows } = await sql<OrderRow>`
    select o.id, o.public_id as "publicId", o.source, o.created_at as "createdAt", o.updated_at as "updatedAt",
      o.account, o.brand, o.channel_order_id as "channelOrderId", o.pickup_at as "pickupAt",
      o.status, o.status_group as "group", o.version,
      o.first_event_at as "firstEventAt", o.last_event_at as "lastEventAt",
      c.public_id as "customerId", c.name as "customerName", c.phone as "customerPhone",
      array(select b.barcode from barcodes as b where b.order_id = o.id order by b.arrival) as barcodes
    from orders as o join customers as c on c.id = o.customer_id where o.public_id = ${publicId}
  `.execute(db)
  return rows[0]
}

/** The key of an order inside the database. */
export async function findOrderKey(db: Database, publicId: string): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`select id from orders where public_id = ${publicId}`.execute(db)
  return rows[0]?.id
}

/** Which version of the order there is just now. */
export async function findVersion(db: Database, orderKey: number): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    select version from orders where id = ${orderKey}
  `.execute(db)
  return rows[0]?.version
}
