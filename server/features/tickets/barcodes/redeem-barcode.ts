import type { Barcode, BarcodeRefusal, RedeemBarcode } from '#contract/barcodes.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { type Call, principalKey } from '../../../platform/principal.ts'
import { recordDeltas } from '../../analytics/deltas/record-deltas.ts'
import { lockBarcode, markRedeemed, type StoredBarcode, toBarcode } from './barcodes-queries.ts'
import { readScan, type Scan } from './read-scan.ts'
import { reasonToKeep } from './reason-to-keep.ts'
import { refuseUnknownBarcode } from './require-barcode.ts'
import { findSuccess, insertScan, type ScanRow } from './scans-queries.ts'

/** What became of a scan: what the barcode is by now, and why it does not let in. */
type Verdict = { barcode: Barcode; refusal?: BarcodeRefusal } | { refusal: 'unknown' }

/** More characters than any barcode has; a scan of more is none of a ticket. */
const barcodeMax = 255

/**
 * Scans a barcode: of all that scan a ticket the first to arrive is let in, and the others are told when and where that was.
 * Every scan is kept. The same nonce again is the same success, whatever has become of the barcode since.
 * @throws ProblemError 403 and 422 for what may not be asked, 404 for no such barcode, 409 when it does not let in
 */
export async function redeemBarcode(call: Call, text: string, input: RedeemBarcode): Promise<Barcode> {
  const scan = readScan(call, input)
  if ([...text].length > barcodeMax) return refuseUnknownBarcode()
  // A refused scan is kept too: it is refused when the transaction is over.
  const verdict = await call.db.transaction().execute(async (tx) => {
    const stored = await lockBarcode(tx, text)
    const repeated = stored && (await findRepeated(tx, stored, scan))
    if (repeated !== undefined) return { barcode: repeated }
    const refusal = judge(stored, scan)
    const actor = principalKey(call.principal)
    const reason = await reasonToKeep(tx, stored, scan.reason)
    await insertScan(
      tx,
      text,
      toRow({ ...scan, reason }, { actor, outcome: refusal ? 'refused' : 'redeemed', refusal }),
    )
    if (stored === undefined) return { refusal: 'unknown' } as const
    if (refusal !== undefined) return { barcode: toBarcode(stored), refusal }
    return { barcode: await store(tx, call, stored, scan) }
  })
  return admit(verdict)
}

/** As it was answered the first time, though perhaps it was taken back since. */
async function findRepeated(
  tx: Transaction,
  stored: StoredBarcode,
  { nonce }: Scan,
): Promise<Barcode | undefined> {
  const success = nonce === null ? undefined : await findSuccess(tx, stored.barcode, nonce)
  return success && toBarcode({ ...stored, redeemed_at: success.at, redeemed_gate: success.gate })
}

/** A ticket of a cancelled order lets in when an admin says so; one that nobody has bought, or that is used, never. */
function judge(stored: StoredBarcode | undefined, { isForced }: Scan): BarcodeRefusal | undefined {
  if (stored === undefined) return 'unknown'
  if (stored.order_id === null) return 'unassigned'
  if (stored.redeemed_at !== null) return 'redeemed'
  const isCancelled = stored.status_group === 'cancelling' || stored.status_group === 'closed-badly'
  return isCancelled && !isForced ? 'order-cancelled' : undefined
}

async function store(tx: Transaction, call: Call, stored: StoredBarcode, scan: Scan): Promise<Barcode> {
  const redeemed = { redeemed_at: scan.at, redeemed_gate: scan.gate }
  await markRedeemed(tx, stored.barcode, redeemed)
  await recordDeltas(tx, [
    { kind: 'total', name: 'barcodes-assigned', change: -1 },
    { kind: 'total', name: 'barcodes-redeemed', change: 1 },
  ])
  await recordChange(tx, call.principal, {
    action: 'barcode.redeem',
    subjectId: stored.barcode,
    details: { orderId: stored.order_id, ...(scan.isForced && { forced: true }) },
  })
  return toBarcode({ ...stored, ...redeemed })
}

function toRow(
  { at, receivedAt, nonce, gate, isForced, reason }: Scan,
  {
    outcome,
    refusal = null,
    actor,
  }: Pick<ScanRow, 'outcome' | 'actor'> & { refusal?: BarcodeRefusal | null | undefined },
): Omit<ScanRow, 'id'> {
  return { at, received_at: receivedAt, nonce, gate, is_forced: isForced, reason, outcome, refusal, actor }
}

function admit(verdict: Verdict): Barcode {
  if (!('barcode' in verdict)) return refuseUnknownBarcode()
  const { barcode, refusal } = verdict
  if (refusal === undefined) return barcode
  const first = refusal === 'redeemed' && {
    redeemedAt: barcode.redeemedAt,
    redeemedGate: barcode.redeemedGate,
  }
  throw new ProblemError({
    code: 'barcode-state-conflict',
    detail: describe(barcode, refusal),
    barcode: { refusal, ...first },
  })
}

function describe({ redeemedAt, redeemedGate, orderId }: Barcode, refusal: BarcodeRefusal): string {
  if (refusal === 'unassigned') return 'The barcode belongs to no order: it was not sold.'
  if (refusal === 'order-cancelled') return `The order of the barcode, ${orderId}, was cancelled or failed.`
  const where = redeemedGate === null ? '' : `, gate "${redeemedGate}"`
  return `The barcode was redeemed before, on ${redeemedAt}${where}.`
}
