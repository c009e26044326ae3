import type { Order } from '#contract/orders.ts'
import { screenPaths } from '../../platform/paths.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { Announcer } from '../../ui/announcer.tsx'
import { BackLink } from '../../ui/back-link.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { Panel } from '../../ui/panel.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { OrderContents } from './order-contents.tsx'
import { OrderSlip } from './order-slip.tsx'
import { useOrder } from './orders.ts'
import { ReceivedDocument } from './received-document.tsx'
import { StatusForm } from './status-form.tsx'
import { statusWords } from './status-words.ts'
import { Timeline } from './timeline.tsx'

/** One order: what was ordered, how it stands, and everything that happened to it. */
export function OrderPage({ orderId }: { orderId: string }) {
  const order = useOrder(orderId)
  const isMissing = order.error instanceof RefusedError && order.error.problem.status === 404
  return (
    <>
      <BackLink to={screenPaths.orders}>All orders</BackLink>
      <PageHeading title={`Order ${orderId}`} />
      {isMissing ? (
        <Empty title="There is no such order">It may come yet, or its id was mistyped.</Empty>
      ) : (
        <Load what="the order" asked={order}>
          {(known) => <KnownOrder order={known} />}
        </Load>
      )}
    </>
  )
}

function KnownOrder({ order }: { order: Order }) {
  const { mayWrite } = rightsOf(useMyself())
  return (
    <div className="space-y-6">
      <Announcer message={`The order is ${statusWords(order.status, order.statusName).toLowerCase()}.`} />
      <OrderSlip order={order} />
      <div className={`grid items-start gap-6 ${mayWrite ? 'lg:grid-cols-[1fr_22rem]' : ''}`}>
        <div className="order-last min-w-0 space-y-6 lg:order-none">
          <OrderContents order={order} />
          <Panel title="What happened" about="Oldest first, in the order of the times that count.">
            <Timeline orderId={order.id} />
          </Panel>
        </div>
        {mayWrite && (
          <Panel title="Change the status">
            <StatusForm order={order} />
          </Panel>
        )}
      </div>
      {order.source === 'api' && <ReceivedDocument orderId={order.id} />}
    </div>
  )
}
