import type { Barcode } from '#contract/tickets.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Call } from '../../../platform/principal.ts'
import { markRedeemed } from './barcodes-queries.ts'
import { requireBarcode } from './require-barcode.ts'

/**
 * Marks a barcode as scanned, once: of two that scan the same ticket, the second is told when the first did.
 * @throws ProblemError 404 for no such barcode, 409 when it belongs to no order or was redeemed before
 */
export async function redeemBarcode({ db, clock, principal }: Call, barcode: string): Promise<Barcode> {
  return db.transaction().execute(async (tx) => {
    const isRedeemed = await markRedeemed(tx, barcode, clock.now())
    const found = await requireBarcode(tx, barcode)
    if (!isRedeemed) throw refuse(found)
    await recordChange(tx, principal, {
      action: 'barcode.redeem',
      subjectId: barcode,
      details: { orderId: found.orderId },
    })
    return found
  })
}

function refuse({ redeemedAt }: Barcode): ProblemError {
  const detail =
    redeemedAt === null
      ? 'The barcode belongs to no order: it was not sold.'
      : `The barcode was redeemed before, on ${redeemedAt}.`
  return new ProblemError({ code: 'barcode-state-conflict', detail })
}
