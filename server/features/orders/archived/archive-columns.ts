import type { ParquetRow } from '../../../platform/parquet/parquet-column.ts'

/** What a file of archived orders has of each order, sorted by its key. */
export const orderColumns = {
  order_key: { type: 'integer' },
  order_id: { type: 'text' },
  customer_key: { type: 'integer' },
  events: { type: 'short' },
  /** What is kept of the document when the customer is erased, as JSON; null for an order without a document. */
  items: { type: 'text', isNullable: true },
  /** The document, normalised and as received, encrypted with the customer's key; null also when they were erased before. */
  sealed_document: { type: 'bytes', isNullable: true },
} as const
export type OrderRow = ParquetRow<typeof orderColumns>

/** What a file of archived events has of each event, sorted by the key of the order, then by `at` and arrival. */
export const eventColumns = {
  order_key: { type: 'integer' },
  event_id: { type: 'integer' },
  at: { type: 'instant' },
  received_at: { type: 'instant' },
  status: { type: 'short' },
  is_forced: { type: 'flag' },
  applied: { type: 'flag' },
  refusal: { type: 'text', isNullable: true },
  actor: { type: 'text', isNullable: true },
  /** Source and reason, which are free texts, encrypted with the customer's key; null where there are none. */
  sealed_texts: { type: 'bytes', isNullable: true },
} as const
export type EventRow = ParquetRow<typeof eventColumns>

/** The form of these files, for whoever reads them in years. */
export const archiveVersion = '1'
