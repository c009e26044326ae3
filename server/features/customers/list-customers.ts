import type { Customer, CustomerFilter, CustomersQuery } from '#contract/customers.ts'
import type { Page } from '#contract/lists.ts'
import { streamRows } from '../../platform/database/stream-rows.ts'
import { pageOf } from '../../platform/http/page-of.ts'
import type { CsvFile } from '../../platform/http/send-csv.ts'
import type { Call } from '../../platform/principal.ts'
import { type CustomerRow, toCustomer } from './customer-row.ts'
import { allCustomers, listCustomerRows } from './customers-queries.ts'

/** A page of customers, all or those that match, by id as a number. */
export async function listCustomers(
  { db, cursors }: Call,
  { limit, cursor, ...filters }: CustomersQuery,
): Promise<Page<Customer>> {
  const after = cursor === undefined ? undefined : String(cursors.decode(cursor, filters)[0])
  const rows = await listCustomerRows(db, filters, { after, limit: limit + 1 })
  const page = pageOf(rows.map(toCustomer), ({ id }) => [id], { cursors, filters, limit })
  const isWhole = after === undefined && page.nextCursor === null
  return { ...page, ...(isWhole && { total: page.items.length }) }
}

/** The same customers, all of them. */
export function downloadCustomers({ db }: Call, filter: CustomerFilter, signal: AbortSignal): CsvFile {
  return {
    fileName: 'customers.csv',
    header: ['id', 'name', 'email', 'phone_number', 'created_at', 'updated_at', 'erased_at'],
    rows: readLines(streamRows(db, allCustomers(filter), { signal })),
  }
}

async function* readLines(rows: AsyncIterable<CustomerRow>): AsyncGenerator<string[]> {
  for await (const row of rows) {
    const { id, name, email, phoneNumber, createdAt, updatedAt, erasedAt } = toCustomer(row)
    yield [id, name ?? '', email ?? '', phoneNumber ?? '', createdAt, updatedAt, erasedAt ?? '']
  }
}
