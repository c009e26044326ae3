import type { EventRefusal } from '#contract/orders.ts'

/** An event of an order as it is stored. */
export interface OrderEvent {
  /** Counts the events as they arrive. */
  id: number
  status: number
  at: Date
  receivedAt: Date
  isForced: boolean
  /** Null when it counts. */
  refusal: EventRefusal | null
  actor: string | null
  source: string | null
  reason: string | null
}

/** Where the events of an order have to be looked for: its key inside the database, its earliest and its latest one. */
export interface EventRange {
  id: number
  firstEventAt: Date
  lastEventAt: Date
}
