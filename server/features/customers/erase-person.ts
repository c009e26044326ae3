import type { Transaction } from '../../platform/database/database.ts'
import { clearPerson, type KnownPerson, lockPerson } from './erase-person-queries.ts'
import { refuseUnknownCustomer } from './require-customer.ts'

/**
 * Takes away what a customer is called and reached by; the id stays, and takes no orders any more.
 * @returns what was known of them
 * @throws ProblemError 404 for no such customer
 */
export async function erasePerson(tx: Transaction, id: string, at: Date): Promise<KnownPerson> {
  const person = (await lockPerson(tx, id)) ?? refuseUnknownCustomer()
  await clearPerson(tx, person.key, at)
  return person
}
