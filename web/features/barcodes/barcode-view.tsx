import type { Barcode } from '#contract/barcodes.ts'
import { wholeFaultOf } from '../../platform/faults.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { Barcode as Bars } from '../../ui/barcode.tsx'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { Slip, SlipRule } from '../../ui/slip.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { ToneIcon } from '../../ui/tone-icon.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { stateWords } from './barcode-words.ts'
import { useBarcode, useRedeem, useUnredeem } from './barcodes.ts'
import { RedeemForm } from './redeem-form.tsx'
import { ScanList } from './scan-list.tsx'
import { UnredeemForm } from './unredeem-form.tsx'

const formats = createFormats()

/** One barcode: whom it belongs to, whether it was redeemed, and all its scans. */
export function BarcodeView({ barcode }: { barcode: string }) {
  const known = useBarcode(barcode)
  if (known.data === null)
    return <Empty title="There is no such barcode">Nothing that was imported holds “{barcode}”.</Empty>
  return (
    <Load what="the barcode" asked={known}>
      {(found) =>
        found !== null && (
          <div className="grid items-start gap-6 lg:grid-cols-[24rem_1fr]">
            <div className="space-y-6">
              <BarcodeSlip barcode={found} />
              <Actions barcode={found} />
            </div>
            <Panel title="Scans" about="Newest first, with those that were refused.">
              <ScanList barcode={barcode} />
            </Panel>
          </div>
        )
      }
    </Load>
  )
}

function BarcodeSlip({ barcode }: { barcode: Barcode }) {
  const { words, tone } = stateWords[barcode.state]
  return (
    <section aria-label="State">
      <Slip>
        <p className="flex items-center gap-3 text-[28px] leading-9 font-semibold tracking-tight">
          <ToneIcon tone={tone} />
          {words}
        </p>
        <SlipRule />
        <BarcodeFacts barcode={barcode} />
        <Bars className="mt-6 h-9 w-full text-ink" />
        <p className="mt-2 font-mono text-xs [overflow-wrap:anywhere] text-muted">{barcode.barcode}</p>
      </Slip>
    </section>
  )
}

function BarcodeFacts({ barcode }: { barcode: Barcode }) {
  const { orderId, customerId, redeemedAt, redeemedGate, createdAt } = barcode
  return (
    <Facts>
      {orderId !== null && (
        <Fact name="Order">
          <TextLink to={screenPaths.order} params={{ orderId }}>
            {orderId}
          </TextLink>
        </Fact>
      )}
      {customerId !== null && (
        <Fact name="Customer">
          <TextLink to={screenPaths.customer} params={{ customerId }}>
            {customerId}
          </TextLink>
        </Fact>
      )}
      {redeemedAt !== null && <Fact name="Redeemed">{formats.instant(redeemedAt)}</Fact>}
      {redeemedGate !== null && (
        <Fact name="Gate">
          <span className="[overflow-wrap:anywhere]">{redeemedGate}</span>
        </Fact>
      )}
      <Fact name="Known since">{formats.date(createdAt)}</Fact>
    </Facts>
  )
}

/** Of a ticket that was used before, when and where, by the person's own clock. */
function refusalOf(error: Error | null): string | undefined {
  const problem = error instanceof RefusedError ? error.problem : undefined
  if (problem?.refusal !== 'redeemed' || typeof problem.redeemedAt !== 'string')
    return wholeFaultOf(error, ['/gate', '/reason'])
  const where = typeof problem.redeemedGate === 'string' ? ` at ${problem.redeemedGate}` : ''
  return `It was redeemed before, on ${formats.instant(problem.redeemedAt)}${where}.`
}

/** The refusal stands beside the forms: a ticket that another gate redeemed meanwhile has none any more. */
function Actions({ barcode: { barcode, state } }: { barcode: Barcode }) {
  const { mayWrite, mayAdminister } = rightsOf(useMyself())
  const redeem = useRedeem(barcode)
  const unredeem = useUnredeem(barcode)
  const isRedeemable = mayWrite && state !== 'redeemed'
  const isReturnable = mayAdminister && state === 'redeemed'
  return (
    <>
      <Refusal>{refusalOf(redeem.error ?? unredeem.error)}</Refusal>
      {isRedeemable && (
        <Panel title="Redeem">
          <RedeemForm redeem={redeem} onSend={unredeem.reset} />
        </Panel>
      )}
      {isReturnable && (
        <Panel title="Take the redemption back">
          <UnredeemForm unredeem={unredeem} onSend={redeem.reset} />
        </Panel>
      )}
    </>
  )
}
