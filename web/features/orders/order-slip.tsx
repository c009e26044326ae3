import type { Order } from '#contract/orders.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import { Slip, SlipRule } from '../../ui/slip.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { ToneIcon } from '../../ui/tone-icon.tsx'
import { addressLines } from './order-words.ts'
import { groupWords, statusWords } from './status-words.ts'

const formats = createFormats()

/** The order on one slip: how it stands, and for whom it is. */
export function OrderSlip({ order }: { order: Order }) {
  return (
    <section aria-label="State">
      <Slip>
        <div className="grid gap-x-14 gap-y-2 lg:grid-cols-[1fr_22rem]">
          <div>
            <State order={order} />
            <Recipient order={order} />
          </div>
          <div>
            <div className="lg:hidden">
              <SlipRule />
            </div>
            <About order={order} />
          </div>
        </div>
      </Slip>
    </section>
  )
}

function State({ order: { status, statusName, group } }: { order: Order }) {
  const { words, tone } = groupWords[group]
  return (
    <>
      <p className="flex items-center gap-3 text-[28px] leading-9 font-semibold tracking-tight">
        <ToneIcon tone={tone} />
        {statusWords(status, statusName)}
      </p>
      <p className="mt-2 text-sm leading-6 text-muted">
        Status {status}, group “{words}”
      </p>
    </>
  )
}

function Recipient({ order: { customer, deliveryAddress } }: { order: Order }) {
  return (
    <div className="mt-5 text-sm leading-6">
      <p>
        <TextLink to={screenPaths.customer} params={{ customerId: customer.id }}>
          {customer.name ?? `Customer ${customer.id}`}
        </TextLink>
      </p>
      {typeof customer.phoneNumber === 'string' && <p>{customer.phoneNumber}</p>}
      {addressLines(deliveryAddress).map((line) => (
        <p key={line} className="[overflow-wrap:anywhere] text-muted">
          {line}
        </p>
      ))}
    </div>
  )
}

function About({ order }: { order: Order }) {
  const { created, pickupTime, account, brandId, channelOrderId, source, version, updatedAt } = order
  return (
    <Facts>
      <Fact name="Created">{formats.instant(created)}</Fact>
      {typeof pickupTime === 'string' && <Fact name="Pickup">{formats.instant(pickupTime)}</Fact>}
      {typeof channelOrderId === 'string' && (
        <Fact name="Channel order">
          <Id>{channelOrderId}</Id>
        </Fact>
      )}
      {typeof account === 'string' && (
        <Fact name="Account">
          <Id>{account}</Id>
        </Fact>
      )}
      {typeof brandId === 'string' && (
        <Fact name="Brand">
          <Id>{brandId}</Id>
        </Fact>
      )}
      <Fact name="Came">{source === 'csv' ? 'With a file of tickets' : 'By the API'}</Fact>
      <Fact name="Changed">{formats.instant(updatedAt)}</Fact>
      <Fact name="Version">{formats.number(version)}</Fact>
    </Facts>
  )
}

function Id({ children }: { children: string }) {
  return <span className="[overflow-wrap:anywhere]">{children}</span>
}
