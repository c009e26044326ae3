import type { Transaction } from '../../../platform/database/database.ts'
import { clearReasons } from './scans-queries.ts'

/** Takes the reasons, which are free texts, from the scans of all barcodes of a customer. @param customerKey their key inside the database */
export async function forgetScanReasons(tx: Transaction, customerKey: number): Promise<void> {
  await clearReasons(tx, customerKey)
}
