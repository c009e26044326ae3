import type { SentOrder } from '../reading/describe-order.ts'

/** An order that was checked: normalised, and as it was received. */
export interface CheckedOrder {
  /** The `_id` that was sent. */
  id: string | undefined
  /** The text of the document, exactly as it was received. */
  received: string
  receivedAt: Date
  /** What no column holds: the customer, the items, the address, and what Docket does not know. */
  sent: SentOrder
  customer: { id: string | undefined; name: string | undefined; phone: string | undefined }
  account: string | null
  brand: string | null
  channelOrderId: string | null
  createdAt: Date
  pickupAt: Date | null
  itemCount: number
  /** Sorted by their times, those of one time as they were sent; none twice. Milliseconds since 1970. */
  events: { status: number; at: number; isForced: false }[]
  /** Tells a repeat from a conflict: the SHA-256 of what was said, whichever way it was spelt. */
  contentHash: Buffer
  /** Set when the document asks to cancel: when that was, if it says so. */
  cancel: { at: Date | undefined } | undefined
}
