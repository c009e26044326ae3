import { useNavigate, useSearch } from '@tanstack/react-router'
import { screenPaths, serverPaths, withQuery } from '../../platform/paths.ts'
import { ButtonLink, ScreenLink } from '../../ui/button.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { readOrderFilter } from './order-filter.ts'
import { OrderFilterForm } from './order-filter-form.tsx'
import { OrderList } from './order-list.tsx'

/** All orders, newest first, narrowed by what stands in the address. */
export function OrdersPage() {
  const { mayWrite } = rightsOf(useMyself())
  const navigate = useNavigate()
  const filter = readOrderFilter(useSearch({ strict: false }))
  const isNarrowed = Object.keys(filter).length > 0
  return (
    <>
      <PageHeading
        title="Orders"
        actions={
          <>
            <ButtonLink look="quiet" href={withQuery(serverPaths.ordersFile, filter)} download>
              Download as CSV
            </ButtonLink>
            {mayWrite && <ScreenLink to={screenPaths.newOrder}>New order</ScreenLink>}
          </>
        }
      />
      <OrderFilterForm
        key={JSON.stringify(filter)}
        filter={filter}
        onFilter={(next) => void navigate({ to: screenPaths.orders, search: next })}
      />
      <OrderList
        filter={filter}
        emptyTitle={isNarrowed ? 'No order fits' : 'No orders yet'}
        empty={
          isNarrowed
            ? 'Take a filter away, or look for less.'
            : 'They come by the API, with files of tickets, or are entered here by hand.'
        }
      />
    </>
  )
}
