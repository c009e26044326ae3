import { serialize } from 'node:v8'
import type { Customer } from '#contract/customers.ts'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import { runAgain } from '../../platform/database/run-again.ts'
import { forgetAnswers } from '../../platform/idempotency/forget-answers-queries.ts'
import type { Call } from '../../platform/principal.ts'
import { erasePerson } from '../customers/erase-person.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { forgetPerson } from '../orders/erasing/forget-person.ts'
import { forgetScanReasons } from '../tickets/barcodes/forget-scan-reasons.ts'
import { deleteKey } from './archive-queries.ts'
import { renewStatistics } from './statistics-queries.ts'

/**
 * Erases a person: from the customers, their orders, the answers that are kept under Idempotency-Keys, and with the key
 * of their archived documents from every archive; then from the statistics that PostgreSQL has of columns. The id, what was
 * ordered and the numbers stay. Again does no harm.
 * @throws ProblemError 404 for no such customer
 */
export async function eraseCustomer(call: Call, id: string): Promise<Customer> {
  await runAgain(() => eraseOnce(call, id))
  await renewStatistics(call.db)
  return requireCustomer(call, id)
}

async function eraseOnce(call: Call, id: string): Promise<void> {
  await call.db.transaction().execute(async (tx) => {
    const { key, name, email, phone, isErased } = await erasePerson(tx, id, call.clock.now())
    const { orders, texts } = await forgetPerson(tx, key)
    await forgetScanReasons(tx, key)
    await deleteKey(tx, key)
    await forgetAnswers(tx, piecesOf(id, [name, email, phone, ...texts]))
    if (!isErased)
      await recordChange(tx, call.principal, {
        action: 'customer.erase',
        subjectId: id,
        details: { orders },
      })
  })
}

/** How a kept answer or effect holds the customer: as JSON, or as Node writes values down. */
function piecesOf(id: string, texts: readonly (string | null)[]): Buffer[] {
  const known = [...new Set(texts.filter((text) => text !== null))]
  return [
    Buffer.from(`"id":${JSON.stringify(id)}`),
    ...known.flatMap((text) => [Buffer.from(JSON.stringify(text)), serialized(text)]),
  ]
}

/** Without the two bytes that every value begins with, and what is put in front of some to align them. */
function serialized(text: string): Buffer {
  const bytes = serialize(text).subarray(2)
  return bytes[0] === 0 ? bytes.subarray(1) : bytes
}
