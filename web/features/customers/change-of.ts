import type { ChangeCustomer, Customer } from '#contract/customers.ts'

const names = ['name', 'email', 'phoneNumber'] as const

/** What a form changes about a customer: only what is another value now; null for what was emptied. */
export function changeOf(
  customer: Pick<Customer, (typeof names)[number]>,
  texts: Readonly<Record<string, string>>,
): ChangeCustomer {
  const change: ChangeCustomer = {}
  for (const name of names) {
    const text = texts[name] ?? null
    if (text !== customer[name]) change[name] = text
  }
  return change
}
