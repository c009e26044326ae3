import type { Barcode } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { findBarcode } from './barcodes-queries.ts'

/** The barcode with what is known of it. @throws ProblemError 404 when there is none */
export async function requireBarcode(db: Database, barcode: string): Promise<Barcode> {
  const found = await findBarcode(db, barcode)
  if (found === undefined) throw new ProblemError({ code: 'not-found', detail: 'There is no such barcode.' })
  return found
}
