import type { Barcode } from '#contract/barcodes.ts'
import type { Database } from '../../../platform/database/database.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { findBarcode } from './barcodes-queries.ts'

/** The barcode with what is known of it. @throws ProblemError 404 when there is none */
export async function requireBarcode(db: Database, barcode: string): Promise<Barcode> {
  return (await findBarcode(db, barcode)) ?? refuseUnknownBarcode()
}

/** @throws ProblemError 404 */
export function refuseUnknownBarcode(): never {
  throw new ProblemError({
    code: 'not-found',
    detail: 'There is no such barcode.',
    barcode: { refusal: 'unknown' },
  })
}
