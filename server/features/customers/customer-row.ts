import type { Customer } from '#contract/customers.ts'

/** A customer as it is stored. */
export interface CustomerRow {
  public_id: string
  name: string | null
  email: string | null
  phone: string | null
  created_at: Date
  updated_at: Date
  erased_at: Date | null
}

/** The customer as everybody sees it. */
export function toCustomer(row: CustomerRow): Customer {
  return {
    id: row.public_id,
    name: row.name,
    email: row.email,
    phoneNumber: row.phone,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    erasedAt: row.erased_at?.toISOString() ?? null,
  }
}
