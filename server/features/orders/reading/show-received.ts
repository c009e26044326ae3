import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { loadDocument } from '../events/load-document.ts'
import { findOrderKey } from './order-queries.ts'
import { refuseUnknownOrder } from './show-order.ts'

/**
 * The text of an order's document exactly as it was received.
 * @throws ProblemError 404 for no such order, for one of a file, and for one of an erased customer
 */
export async function showReceived(call: Call, publicId: string): Promise<string> {
  const key = await findOrderKey(call.db, publicId)
  if (key === undefined) return refuseUnknownOrder()
  const document = await loadDocument(call, key)
  if (document?.received != null) return document.received
  throw new ProblemError({
    code: 'not-found',
    detail: 'The order came from a file, or its customer was erased: no document is kept.',
  })
}
