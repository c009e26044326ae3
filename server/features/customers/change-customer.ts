import type { ChangeCustomer, Customer } from '#contract/customers.ts'
import type { Fault } from '#contract/problem.ts'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import { violatedConstraint } from '../../platform/database/database-refusals.ts'
import { runAgain } from '../../platform/database/run-again.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import type { Call } from '../../platform/principal.ts'
import { readEmail, readName, refuseFaults } from '../users/check-person.ts'
import { type CustomerRow, toCustomer } from './customer-row.ts'
import { lockCustomer, updateCustomer } from './customers-queries.ts'
import { refuseUnknownCustomer } from './require-customer.ts'

type Values = Pick<CustomerRow, 'name' | 'email' | 'phone'>

/**
 * Changes what is known of a customer; null takes a value away.
 * @throws ProblemError 404 for no such customer, 409 for one who was erased and when another has the address or number, 422
 *   for bad values
 */
export async function changeCustomer(call: Call, id: string, change: ChangeCustomer): Promise<Customer> {
  const wanted = readChange(change)
  try {
    // Two customers who swap their addresses wait for each other.
    return await runAgain(() => changeOnce(call, id, wanted))
  } catch (error) {
    throw isTaken(error) ?? error
  }
}

async function changeOnce(call: Call, id: string, wanted: Partial<Values>): Promise<Customer> {
  return call.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, id)
    if (customer === undefined) return refuseUnknownCustomer()
    if (customer.erased_at !== null) return refuseErased()
    const changed = namesOfChanged(customer, wanted)
    if (changed.length === 0) return toCustomer(customer)
    const row = await updateCustomer(tx, id, { ...customer, ...wanted })
    // What the values are is the customer's own business; the log says which of them changed.
    await recordChange(tx, call.principal, {
      action: 'customer.change',
      subjectId: id,
      details: { changed },
    })
    return toCustomer(row)
  })
}

function refuseErased(): never {
  throw new ProblemError({
    code: 'customer-erased',
    detail: 'The customer was erased: nothing is stored about them any more.',
  })
}

function readChange({ name, email, phoneNumber }: ChangeCustomer): Partial<Values> {
  const faults: Fault[] = []
  const wanted: Partial<Values> = {}
  if (name !== undefined) wanted.name = name === null ? null : keep(readName(name), faults).name
  if (email !== undefined) wanted.email = email === null ? null : keep(readEmail(email), faults).email
  if (phoneNumber !== undefined)
    wanted.phone = phoneNumber === null ? null : keep(readName(phoneNumber, '/phoneNumber'), faults).name
  refuseFaults(faults)
  return wanted
}

function keep<T extends { faults: readonly Fault[] }>(read: T, faults: Fault[]): T {
  faults.push(...read.faults)
  return read
}

function namesOfChanged(customer: Values, wanted: Partial<Values>): string[] {
  return (['name', 'email', 'phone'] as const).filter(
    (name) => wanted[name] !== undefined && wanted[name] !== customer[name],
  )
}

function isTaken(error: unknown): ProblemError | undefined {
  const constraint = violatedConstraint(error)
  if (constraint === 'customers_email_key') return taken('email-taken', '/email', 'e-mail address')
  if (constraint === 'customers_phone_key') return taken('phone-taken', '/phoneNumber', 'phone number')
  return undefined
}

function taken(code: 'email-taken' | 'phone-taken', pointer: string, what: string): ProblemError {
  return new ProblemError({
    code,
    detail: `Another customer has this ${what}.`,
    errors: [{ pointer, code: 'value-invalid', message: "is another customer's" }],
  })
}
