/** Where the orders of a row group stand in the two files. */
export interface GroupPlace {
  archiveId: number
  place: number
  firstEventAt: Date
  lastEventAt: Date
  ordersStart: number
  ordersBytes: number
  ordersSha256: string
  eventsStart: number
  eventsBytes: number
  eventsSha256: string
}
