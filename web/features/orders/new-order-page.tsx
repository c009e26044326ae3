import { screenPaths } from '../../platform/paths.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { OrderForm } from './order-form.tsx'

/** Where an order is entered by hand; for those who may. */
export function NewOrderPage() {
  const { mayWrite } = rightsOf(useMyself())
  return (
    <>
      <BackLink to={screenPaths.orders}>All orders</BackLink>
      <PageHeading title="New order" />
      {mayWrite ? (
        <OrderForm />
      ) : (
        <Empty title="Viewers enter no orders">They look at everything else.</Empty>
      )}
    </>
  )
}
