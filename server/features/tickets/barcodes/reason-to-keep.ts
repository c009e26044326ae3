import type { Transaction } from '../../../platform/database/database.ts'
import { isPersonErased } from '../../orders/erasing/is-person-erased.ts'
import type { StoredBarcode } from './barcodes-queries.ts'

/** What is stored of the reason for a scan: nothing when the customer was erased, as it may be about them. */
export async function reasonToKeep(
  tx: Transaction,
  barcode: StoredBarcode | undefined,
  reason: string | null,
): Promise<string | null> {
  const orderId = barcode?.order_id ?? null
  if (reason === null || orderId === null) return reason
  return (await isPersonErased(tx, orderId)) ? null : reason
}
