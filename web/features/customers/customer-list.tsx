import type { Customer } from '#contract/customers.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Cell, type Column, None, Row, Table } from '../../ui/table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useCustomers } from './customers.ts'

const formats = createFormats()

const columns: readonly Column[] = [
  { name: 'Customer' },
  { name: 'Phone number' },
  { name: 'E-mail', isForWide: true },
  { name: 'Since', isForWide: true },
]

/** The customers whose values hold a text, or all. */
export function CustomerList({ q }: { q: string | undefined }) {
  const pager = usePager(q ?? '')
  const customers = useCustomers(q, pager.cursor)
  return (
    <Load what="the customers" asked={customers}>
      {({ items, nextCursor }) =>
        items.length === 0 && pager.page === 1 ? (
          <Empty title={q === undefined ? 'No customers yet' : 'No customer fits'}>
            {q === undefined && 'They come with their first order.'}
          </Empty>
        ) : (
          <>
            <Table caption="Customers" columns={columns}>
              {items.map((customer) => (
                <CustomerRow key={customer.id} customer={customer} />
              ))}
            </Table>
            <PagerButtons pager={pager} nextCursor={nextCursor} what="customers" />
          </>
        )
      }
    </Load>
  )
}

function CustomerRow({ customer }: { customer: Customer }) {
  const { id, name, phoneNumber, email, createdAt, erasedAt } = customer
  return (
    <Row>
      <Cell>
        <TextLink to={screenPaths.customer} params={{ customerId: id }}>
          {name ?? id}
        </TextLink>
        {name !== null && <p className="text-muted">{id}</p>}
        {erasedAt !== null && <p className="text-muted">Erased</p>}
        {email !== null && <p className="text-muted sm:hidden">{email}</p>}
      </Cell>
      <Cell>{phoneNumber ?? <None />}</Cell>
      <Cell isForWide>{email ?? <None />}</Cell>
      <Cell isForWide>
        <time dateTime={createdAt} className="whitespace-nowrap">
          {formats.date(createdAt)}
        </time>
      </Cell>
    </Row>
  )
}
