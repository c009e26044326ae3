import type { Customer } from '#contract/customers.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import type { Call } from '../../platform/principal.ts'
import { toCustomer } from './customer-row.ts'
import { findCustomer } from './customers-queries.ts'

/** The customer under this id. @throws ProblemError 404 when there is none */
export async function requireCustomer({ db }: Call, id: string): Promise<Customer> {
  const row = await findCustomer(db, id)
  return row === undefined ? refuseUnknownCustomer() : toCustomer(row)
}

/** @throws ProblemError 404 */
export function refuseUnknownCustomer(): never {
  throw new ProblemError({ code: 'not-found', detail: 'There is no such customer.' })
}
