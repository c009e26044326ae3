// Written by `npm run schemas` from the migrated database.
import type { Generated, GeneratedAlways } from 'kysely'

/** Every table of the database. */
export interface Schema {
  barcodes: BarcodesTable
  customers: CustomersTable
  orders: OrdersTable
}

/** Tickets: each barcode belongs to one order or to none. */
interface BarcodesTable {
  /** The barcode, exactly as it came. It is its own key. */
  barcode: string
  /** Counts the barcodes as they come in: the order in which they are listed. */
  arrival: GeneratedAlways<number>
  /** The order it was sold with; null while it is not assigned. */
  order_id: number | null
  /** When it was scanned; null until then. */
  redeemed_at: Date | null
  /** When Docket first heard of the barcode. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
}

/** Who orders. Known by an external id, an e-mail address or a phone number, each unique where present. */
interface CustomersTable {
  /** The key inside the database: never shown, never changed. */
  id: GeneratedAlways<number>
  /** The id that a file or a caller gave, exactly as given. */
  external_id: string | null
  /** The id that Docket made for want of an external one; rows that have an external one need none. */
  made_id: Generated<string | null>
  /** The id that people and programs see: the external one, else the made one; one name space for both. */
  public_id: GeneratedAlways<string>
  /** The address as written; unique in any letter case. */
  email: string | null
  /** The phone number as written; unique. */
  phone: string | null
  /** What to call the customer. */
  name: string | null
  /** When Docket first heard of the customer. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
}

/** What a customer ordered, from a file or through the API. */
interface OrdersTable {
  /** The key inside the database: never shown, never changed. */
  id: GeneratedAlways<number>
  /** The id that a file or a caller gave, exactly as given. */
  external_id: string | null
  /** The id that Docket made for want of an external one; rows that have an external one need none. */
  made_id: Generated<string | null>
  /** The id that people and programs see: the external one, else the made one; one name space for both. */
  public_id: GeneratedAlways<string>
  /** Who ordered. A customer with orders cannot be deleted. */
  customer_id: number
  /** The code of the status, 10 being NEW. Codes that Docket does not know are kept as they are. */
  status: Generated<number>
  /** How the order came in: csv or api. */
  source: string
  /** When the order was made, where it says so, else when it came in. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
}

/** Every rule whose name the database gives when a row breaks it. */
export const constraintNames = [
  'barcodes_barcode_length',
  'barcodes_order_id_fkey',
  'barcodes_pkey',
  'barcodes_redeemed_has_order',
  'customers_email_key',
  'customers_email_length',
  'customers_external_id_length',
  'customers_made_id_length',
  'customers_name_length',
  'customers_phone_key',
  'customers_phone_length',
  'customers_pkey',
  'customers_public_id_key',
  'orders_customer_id_fkey',
  'orders_external_id_length',
  'orders_made_id_length',
  'orders_pkey',
  'orders_public_id_key',
  'orders_source_known',
] as const

export type ConstraintName = (typeof constraintNames)[number]
