import type { Order } from '#contract/orders.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { ArchiveSource } from '../archived/archive-source.ts'
import { loadDocument } from '../events/load-document.ts'
import { loadEvents } from '../events/load-events.ts'
import { describeOrder, type SentOrder } from './describe-order.ts'
import { findOrderRow, findVersion, type OrderRow } from './order-queries.ts'
import { parseExactly } from './parse-exactly.ts'

/**
 * The order under this id, as everybody sees it, archived or not.
 * @throws ProblemError 404 when there is none, 503 when its archive cannot be read
 */
export async function showOrder(source: ArchiveSource, publicId: string): Promise<Order> {
  const { db } = source
  for (let attempt = 1; ; attempt += 1) {
    const row = await findOrderRow(db, publicId)
    if (row === undefined) return refuseUnknownOrder()
    const events = await loadEvents(source, row)
    const document = await loadDocument(source, row.id)
    // The history of another version would not fit to the status.
    const isOne = (await findVersion(db, row.id)) === row.version
    if (isOne || attempt === attemptsMax)
      return describeOrder(
        row,
        events,
        document === undefined ? fromFile(row) : readDocument(document.document),
      )
  }
}

/** An order that changes this often while it is read is shown as it was in between. */
const attemptsMax = 10

/** @throws ProblemError 404 */
export function refuseUnknownOrder(): never {
  throw new ProblemError({ code: 'not-found', detail: 'There is no such order.' })
}

/** The document as intake has stored it: it was checked against the contract then. */
function readDocument(document: string): SentOrder {
  return parseExactly(document) as SentOrder
}

/** Orders of files, and what is left of those of erased customers, say no more than who ordered. */
function fromFile({ customerId, customerName, customerPhone }: OrderRow): SentOrder {
  return {
    customer: {
      id: customerId,
      ...(customerName === null ? {} : { name: customerName }),
      ...(customerPhone === null ? {} : { phoneNumber: customerPhone }),
    },
    items: [],
  }
}
