import type { Summary } from '#contract/analytics.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Slip, SlipRule } from '../../ui/slip.tsx'
import { Cell, type Column, Row, Table } from '../../ui/table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { TopCustomers } from '../customers/top-customers.tsx'
import { groupWordsOf, statusWords } from '../orders/status-words.ts'
import { useSummary } from './numbers.ts'
import { ShareList } from './share-list.tsx'

const formats = createFormats()

const statusColumns: readonly Column[] = [
  { name: 'Status', isWide: true },
  { name: 'Orders', isNumber: true },
]

/** The numbers of everything, on a slip and in panels below it. */
export function SummaryPanels() {
  const summary = useSummary()
  return (
    <Load what="the numbers" asked={summary}>
      {(known) => (
        <div className="space-y-6">
          <Totals summary={known} />
          <div className="grid items-start gap-6 lg:grid-cols-3">
            <Panel title="Orders by group">
              <ShareList
                shares={known.byGroup.map(({ group, orders }) => ({
                  name: groupWordsOf(group).words,
                  value: orders,
                }))}
              />
            </Panel>
            <Panel title="Orders by status">
              <Statuses byStatus={known.byStatus} />
            </Panel>
            <Panel title="Top customers">
              <TopCustomers />
            </Panel>
          </div>
        </div>
      )}
    </Load>
  )
}

function Totals({ summary: { orders, events, customers, barcodes, foldLagSeconds } }: { summary: Summary }) {
  return (
    <section aria-label="Totals">
      <Slip>
        <dl className="grid grid-cols-2 gap-x-8 gap-y-4 sm:flex sm:flex-wrap sm:gap-x-12">
          <Count name="Orders" value={orders} />
          <Count name="Events" value={events} />
          <Count name="Customers with orders" value={customers} />
          <Count name="Tickets not sold" value={barcodes.unassigned} />
          <Count name="Tickets sold" value={barcodes.assigned} />
          <Count name="Tickets redeemed" value={barcodes.redeemed} />
        </dl>
        <SlipRule />
        <p className="text-sm leading-6 text-pretty text-muted">{freshness(foldLagSeconds)}</p>
      </Slip>
    </section>
  )
}

function freshness(lagSeconds: number): string {
  if (lagSeconds < 1) return 'Everything that happened is counted.'
  return `The oldest change that is not counted yet is ${formats.duration(lagSeconds * 1_000)} old.`
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-2xl leading-8 font-semibold tracking-tight tabular-nums">
        {formats.number(value)}
      </dd>
    </div>
  )
}

function Statuses({ byStatus }: Pick<Summary, 'byStatus'>) {
  if (byStatus.length === 0) return <Empty title="No orders yet" />
  return (
    <Table caption="Orders by status" columns={statusColumns}>
      {byStatus.map(({ status, statusName, group, orders }) => (
        <Row key={`${status} ${group}`}>
          <Cell>
            <TextLink
              to={screenPaths.orders}
              search={{ status: String(status), ...(statusName === null && { group }) }}
            >
              {statusWords(status, statusName)}
            </TextLink>
            {statusName === null && ` (${groupWordsOf(group).words})`}
          </Cell>
          <Cell isNumber>{formats.number(orders)}</Cell>
        </Row>
      ))}
    </Table>
  )
}
