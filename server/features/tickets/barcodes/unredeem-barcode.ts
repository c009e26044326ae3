import type { Barcode, BarcodeRefusal, UnredeemBarcode } from '#contract/barcodes.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { type Call, principalKey } from '../../../platform/principal.ts'
import { recordDeltas } from '../../analytics/deltas/record-deltas.ts'
import { lockBarcode, markRedeemed, toBarcode } from './barcodes-queries.ts'
import { reasonToKeep } from './reason-to-keep.ts'
import { refuseUnknownBarcode } from './require-barcode.ts'
import { insertScan } from './scans-queries.ts'

/**
 * Takes the redemption of a barcode back: its next scan lets in again.
 * @throws ProblemError 404 for no such barcode, 409 when it is not redeemed
 */
export async function unredeemBarcode(
  { db, clock, principal }: Call,
  text: string,
  { reason }: UnredeemBarcode,
): Promise<Barcode> {
  return db.transaction().execute(async (tx) => {
    const stored = await lockBarcode(tx, text)
    if (stored === undefined) return refuseUnknownBarcode()
    if (stored.redeemed_at === null) throw refuse(stored.order_id === null ? 'unassigned' : 'not-redeemed')
    const now = clock.now()
    const { redeemed_at: redeemedAt, order_id: orderId } = stored
    await insertScan(tx, text, {
      ...{ outcome: 'unredeemed', refusal: null, at: now, received_at: now, gate: null, nonce: null },
      ...{ is_forced: false, reason: await reasonToKeep(tx, stored, reason) },
      actor: principalKey(principal),
    })
    const given = { redeemed_at: null, redeemed_gate: null }
    await markRedeemed(tx, text, given)
    await recordDeltas(tx, [
      { kind: 'total', name: 'barcodes-redeemed', change: -1 },
      { kind: 'total', name: 'barcodes-assigned', change: 1 },
    ])
    await recordChange(tx, principal, {
      action: 'barcode.unredeem',
      subjectId: text,
      details: { orderId, redeemedAt: redeemedAt.toISOString() },
    })
    return toBarcode({ ...stored, ...given })
  })
}

function refuse(refusal: BarcodeRefusal): ProblemError {
  return new ProblemError({
    code: 'barcode-state-conflict',
    detail: 'The barcode is not redeemed: there is nothing to take back.',
    barcode: { refusal },
  })
}
