import type { Throughputs } from '#contract/analytics.ts'
import { createFormats } from '../../platform/format-time.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Load } from '../../ui/load.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Cell, type Column, Row, Table } from '../../ui/table.tsx'
import { useThroughput } from './numbers.ts'
import { bucketWords, type DayRange, toQuery } from './range.ts'
import { useSlice } from './use-slice.ts'
import { WidenedNote } from './widened-note.tsx'

const formats = createFormats()

const columns: readonly Column[] = [
  { name: 'Begins', isWide: true },
  { name: 'Orders', isNumber: true },
]

/** How many orders were created, bucket by bucket. */
export function ThroughputPanel({ range }: { range: DayRange }) {
  const query = toQuery(range)
  const throughput = useThroughput(query)
  return (
    <Panel title="Orders created">
      <Load what="the throughput" asked={throughput}>
        {(answer) => (
          <>
            <WidenedNote answer={answer} />
            <Chart answer={answer} range={range} />
            <p className="mt-4 mb-2">
              <ButtonLink look="quiet" href={withQuery(serverPaths.throughputFile, { ...query })} download>
                Download as CSV
              </ButtonLink>
            </p>
            <Buckets answer={answer} range={range} />
          </>
        )}
      </Load>
    </Panel>
  )
}

interface Props {
  answer: Throughputs
  range: DayRange
}

function Chart({ answer: { items }, range }: Props) {
  const words = bucketWords(range)
  const sum = items.reduce((total, { orders }) => total + orders, 0)
  return (
    <>
      <p className="mb-3 text-sm leading-6 text-muted">
        <span className="text-2xl font-semibold tracking-tight text-ink tabular-nums">
          {formats.number(sum)}
        </span>{' '}
        {sum === 1 ? 'order' : 'orders'} in all
      </p>
      <BarChart
        label={`Orders created by ${range.granularity}`}
        bars={items.map(({ start, orders }) => ({ name: words(start), value: orders }))}
        format={formats.number}
      />
    </>
  )
}

function Buckets({ answer: { items }, range }: Props) {
  const words = bucketWords(range)
  const { shown, pager, nextCursor } = useSlice(items, JSON.stringify(range))
  return (
    <>
      <Table caption={`Orders created by ${range.granularity}`} columns={columns}>
        {shown.map(({ start, orders }) => (
          <Row key={start}>
            <Cell>
              <time dateTime={start}>{words(start)}</time>
            </Cell>
            <Cell isNumber>{formats.number(orders)}</Cell>
          </Row>
        ))}
      </Table>
      <PagerButtons pager={pager} nextCursor={nextCursor} what="orders created" />
    </>
  )
}
