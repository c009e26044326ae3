import type { Customer } from '#contract/customers.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { Panel } from '../../ui/panel.tsx'
import { OrderList } from '../orders/order-list.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { CustomerForm } from './customer-form.tsx'
import { useCustomer, useLifetime } from './customers.ts'

const formats = createFormats()

/** One customer: who they are, how often they order, and their orders. */
export function CustomerPage({ customerId }: { customerId: string }) {
  const customer = useCustomer(customerId)
  const isMissing = customer.error instanceof RefusedError && customer.error.problem.status === 404
  return (
    <>
      <BackLink to={screenPaths.customers}>All customers</BackLink>
      <PageHeading title={customer.data?.name ?? `Customer ${customerId}`} />
      {isMissing ? (
        <Empty title="There is no such customer">They come with their first order.</Empty>
      ) : (
        <Load what="the customer" asked={customer}>
          {(known) => <KnownCustomer customer={known} />}
        </Load>
      )}
    </>
  )
}

function KnownCustomer({ customer }: { customer: Customer }) {
  const { mayWrite } = rightsOf(useMyself())
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[22rem_1fr]">
      <div className="space-y-6">
        <Panel title="Who">
          <Values customer={customer} />
        </Panel>
        <Panel title="Lifetime" about="Every order that ever came, also those in archives.">
          <Lifetime customerId={customer.id} />
        </Panel>
        {mayWrite && customer.erasedAt === null && (
          <Panel title="Change">
            <CustomerForm customer={customer} />
          </Panel>
        )}
      </div>
      <Panel title="Orders">
        <OrderList filter={{ customer: customer.id }} emptyTitle="No orders" />
      </Panel>
    </div>
  )
}

function Values({ customer: { id, name, email, phoneNumber, createdAt, erasedAt } }: { customer: Customer }) {
  if (erasedAt !== null) {
    return (
      <p className="text-sm leading-6 text-pretty text-muted">
        This person was erased on {formats.date(erasedAt)}. Nothing is left but the id{' '}
        <span className="[overflow-wrap:anywhere] text-ink">{id}</span>; the numbers stay what they are.
      </p>
    )
  }
  return (
    <Facts>
      <Value name="Id" value={id} />
      <Value name="Name" value={name} />
      <Value name="Phone" value={phoneNumber} />
      <Value name="E-mail" value={email} />
      <Fact name="Since">{formats.date(createdAt)}</Fact>
    </Facts>
  )
}

function Value({ name, value }: { name: string; value: string | null }) {
  return (
    <Fact name={name}>
      {value === null ? (
        <span className="font-normal text-muted">none</span>
      ) : (
        <span className="[overflow-wrap:anywhere]">{value}</span>
      )}
    </Fact>
  )
}

function Lifetime({ customerId }: { customerId: string }) {
  const lifetime = useLifetime(customerId)
  return (
    <Load what="the lifetime" asked={lifetime}>
      {({ orders, firstOrderAt, lastOrderAt, averageDaysBetweenOrders }) => (
        <Facts>
          <Fact name="Orders">{formats.number(orders)}</Fact>
          {firstOrderAt !== null && <Fact name="First">{formats.date(firstOrderAt)}</Fact>}
          {lastOrderAt !== null && <Fact name="Last">{formats.date(lastOrderAt)}</Fact>}
          {averageDaysBetweenOrders !== null && (
            <Fact name="Days between orders">{formats.number(averageDaysBetweenOrders)}</Fact>
          )}
        </Facts>
      )}
    </Load>
  )
}
