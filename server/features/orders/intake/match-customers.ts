import { randomUUID } from 'node:crypto'
import type { CheckedOrder } from './checked-order.ts'
import type { FilledCustomer, NewCustomer, StoredCustomer } from './intake-queries.ts'

/** Finds whose each order is, among the stored customers and those that earlier orders of the same transaction made. */
export interface CustomerMatch {
  /** The customer of an order, a new one if need be; an erased one takes no orders. */
  match(sent: CheckedOrder['customer']): StoredCustomer
  added(): NewCustomer[]
  filled(): FilledCustomer[]
}

/**
 * Customers are matched by their id, else by their phone number. What was not known of them is filled in, what was known is
 * never overwritten, and a number that another customer has stays with that one.
 * @param keys keys inside the database for new ones: as many as there are orders
 */
export function matchCustomers(stored: readonly StoredCustomer[], keys: readonly number[]): CustomerMatch {
  const byId = new Map(stored.map((customer) => [customer.publicId, customer]))
  const byPhone = new Map<string, StoredCustomer>()
  for (const customer of stored) if (customer.phone !== null) byPhone.set(customer.phone, customer)
  const added: StoredCustomer[] = []
  const changed = new Set<StoredCustomer>()

  /** Whoever has the number under another id of theirs is somebody else. */
  function find({ id, phone }: CheckedOrder['customer']): StoredCustomer | undefined {
    const owner = phone === undefined ? undefined : byPhone.get(phone)
    if (id === undefined) return owner
    return byId.get(id) ?? (owner?.externalId === null ? owner : undefined)
  }

  function add(externalId: string | null): StoredCustomer {
    const id = keys[added.length]
    if (id === undefined) throw new Error('there are more new customers than orders')
    const publicId = externalId ?? randomUUID()
    const customer = { id, publicId, externalId, phone: null, name: null, isErased: false }
    added.push(customer)
    byId.set(publicId, customer)
    return customer
  }

  function fill(customer: StoredCustomer, { id, name, phone }: CheckedOrder['customer']): void {
    const { externalId, publicId } = customer
    if (externalId === null && id !== undefined && id !== publicId) {
      changed.add(Object.assign(customer, { externalId: id, publicId: id }))
      byId.set(id, customer)
    }
    if (customer.name === null && name !== undefined) changed.add(Object.assign(customer, { name }))
    if (customer.phone !== null || phone === undefined || byPhone.has(phone)) return
    changed.add(Object.assign(customer, { phone }))
    byPhone.set(phone, customer)
  }

  return {
    match(sent) {
      const customer = find(sent) ?? add(sent.id ?? null)
      if (!customer.isErased) fill(customer, sent)
      return customer
    },
    added: () =>
      added.map(({ id, externalId, publicId, phone, name }) => ({
        key: id,
        externalId,
        madeId: externalId === null ? publicId : null,
        phone,
        name,
      })),
    filled: () =>
      [...changed]
        .filter((customer) => !added.includes(customer))
        .map(({ id, externalId, phone, name }) => ({ key: id, externalId, phone, name })),
  }
}
