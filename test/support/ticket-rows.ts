import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../../server/platform/database/database.ts'
import { countMiscounted } from './compare-ticket-imports.ts'
import type { TicketFiles } from './nasty-files.ts'

/** A file of a header and rows. */
export function bytes(header: string, rows: readonly string[]): Buffer {
  return Buffer.from([header, ...rows].map((row) => `${row}\n`).join(''))
}

/**
 * Files of so many orders and twice as many barcodes. Shifted ones share orders and barcodes with others, some with
 * another customer or another order, and have them in another sequence.
 */
export function manyRows(count: number, shift = 0): TicketFiles {
  const numbers = Array.from({ length: count }, (_, i) => ((i * (7 + 4 * shift)) % count) + 1)
  const orders = numbers.map((n) => `${n},${(n % 97) + (n % 1_000 === 0 ? shift : 0) + 1}`)
  const barcodes = numbers.flatMap((n) => [
    `${n}A,${n % 50 === 0 ? '' : n}`,
    `${n}B,${((n + (n % 100 === 0 ? shift : 0)) % count) + 1}`,
  ])
  return {
    orders: bytes('order_id,customer_id', orders),
    barcodes: bytes('barcode,order_id', [...barcodes, ...barcodes.slice(0, 20)]),
  }
}

/** Every stored row, with its version, which a write changes. */
export async function readEverything(db: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select 'customer' as kind, public_id, updated_at, xmin::text from customers
    union all select 'order', public_id, updated_at, xmin::text from orders
    union all select 'barcode', barcode, updated_at, xmin::text from barcodes
    union all select 'count', customer_id, null, xmin::text from customer_tickets
    union all select 'event', order_id || ' ' || status, at, null from order_events
    union all select 'delta', id::text, created_at, null from summary_deltas
    order by 1, 2
  `.execute(db)
  return rows
}

/** Throws unless what customers bought is counted as a count of their barcodes says. */
export async function assertCountedRight(db: Database): Promise<void> {
  const { rows } = await sql<{ miscounted: number }>`select ${countMiscounted} as miscounted`.execute(db)
  assert.equal(rows[0]?.miscounted, 0)
}
