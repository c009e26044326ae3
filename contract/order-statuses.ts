/**
 * The groups that an order goes through, in their order, and what may follow each (spec 4.2): moves inside a group and
 * forward over groups, `cancelling` and every end from anywhere, from `cancelling` only an end, nothing out of an end.
 */
export const groupMoves = {
  received: ['received', 'accepted', 'kitchen', 'ready', 'delivering', 'done', 'cancelling', 'closed-badly'],
  accepted: ['accepted', 'kitchen', 'ready', 'delivering', 'done', 'cancelling', 'closed-badly'],
  kitchen: ['kitchen', 'ready', 'delivering', 'done', 'cancelling', 'closed-badly'],
  ready: ['ready', 'delivering', 'done', 'cancelling', 'closed-badly'],
  delivering: ['delivering', 'done', 'cancelling', 'closed-badly'],
  cancelling: ['done', 'closed-badly'],
  done: [],
  'closed-badly': [],
} as const satisfies Record<string, readonly string[]>

export type StatusGroup = keyof typeof groupMoves

export const statusGroups = [
  'received',
  'accepted',
  'kitchen',
  'ready',
  'delivering',
  'cancelling',
  'done',
  'closed-badly',
] as const satisfies readonly StatusGroup[]

/** Every status that Docket knows: Deliverect's code, its name and its group. The codes are no order. */
export const orderStatuses = [
  { code: 4, name: 'BEFORE_PARSED', group: 'received' },
  { code: 1, name: 'PARSED', group: 'received' },
  { code: 2, name: 'RECEIVED', group: 'received' },
  { code: 3, name: 'SENT_TO_DMA', group: 'received' },
  { code: 5, name: 'RECEIPT_NOT_FOUND', group: 'received' },
  { code: 6, name: 'RECEIVED_BY_DMA', group: 'received' },
  { code: 7, name: 'PRINTED_BY_DMA', group: 'received' },
  { code: 10, name: 'NEW', group: 'received' },
  { code: 25, name: 'SCHEDULED', group: 'received' },
  { code: 20, name: 'ACCEPTED', group: 'accepted' },
  { code: 40, name: 'PRINTED', group: 'accepted' },
  { code: 50, name: 'PREPARING', group: 'kitchen' },
  { code: 60, name: 'PREPARED', group: 'kitchen' },
  { code: 70, name: 'READY_FOR_PICKUP', group: 'ready' },
  { code: 80, name: 'IN_DELIVERY', group: 'delivering' },
  { code: 81, name: 'DELIVERY_CREATED', group: 'delivering' },
  { code: 83, name: 'EN_ROUTE_TO_PICKUP', group: 'delivering' },
  { code: 84, name: 'ALMOST_AT_PICKUP', group: 'delivering' },
  { code: 85, name: 'ARRIVED_AT_PICKUP', group: 'delivering' },
  { code: 87, name: 'EN_ROUTE_TO_DROPOFF', group: 'delivering' },
  { code: 89, name: 'ARRIVED_AT_DROPOFF', group: 'delivering' },
  { code: 90, name: 'FINALIZED', group: 'done' },
  { code: 95, name: 'AUTO_FINALIZED', group: 'done' },
  { code: 100, name: 'CANCEL', group: 'cancelling' },
  { code: 30, name: 'DUPLICATE', group: 'closed-badly' },
  { code: 35, name: 'DENIED', group: 'closed-badly' },
  { code: 110, name: 'CANCELED', group: 'closed-badly' },
  { code: 115, name: 'DELIVERY_CANCELED', group: 'closed-badly' },
  { code: 120, name: 'FAILED', group: 'closed-badly' },
  { code: 121, name: 'POS_RECEIVED_FAILED', group: 'closed-badly' },
  { code: 124, name: 'PARSE_FAILED', group: 'closed-badly' },
] as const satisfies readonly { code: number; name: string; group: StatusGroup }[]

/** The codes that Docket itself gives: to orders without a status, and to requests to cancel one. */
export const newStatus = 10
export const cancelStatus = 100
