import type { StatusDuration } from '#contract/analytics.ts'
import { createFormats } from '../../platform/format-time.ts'
import { PagerButtons } from '../../ui/pager.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Cell, type Column, None, Row, Table } from '../../ui/table.tsx'
import { statusWords } from '../orders/status-words.ts'
import { useSlice } from './use-slice.ts'

const formats = createFormats()

const columns: readonly Column[] = [
  { name: 'Begins' },
  { name: 'Status', isWide: true },
  { name: 'Stays', isNumber: true },
  { name: 'Open', isNumber: true },
  { name: 'Average', isNumber: true },
  { name: 'Median', isNumber: true },
  { name: 'p90', isNumber: true },
  { name: 'p99', isNumber: true },
  { name: 'Shortest', isNumber: true },
  { name: 'Longest', isNumber: true },
  { name: 'Total', isNumber: true },
]

interface Props {
  items: readonly StatusDuration[]
  /** What a bucket is called. */
  nameOf: (start: string) => string
  /** What the list is of: another one begins at its first page. */
  of: string
}

/** Durations in all their numbers. */
export function DurationTable({ items, nameOf, of }: Props) {
  const { shown, pager, nextCursor } = useSlice(items, of)
  return (
    <>
      <ScrollArea label="Durations">
        <Table caption="Time in each status" columns={columns}>
          {shown.map((item) => (
            <Durations key={`${item.start} ${item.status}`} item={item} name={nameOf(item.start)} />
          ))}
        </Table>
      </ScrollArea>
      <PagerButtons pager={pager} nextCursor={nextCursor} what="durations" />
    </>
  )
}

function Durations({ item, name }: { item: StatusDuration; name: string }) {
  return (
    <Row>
      <Cell>
        <time dateTime={item.start} className="whitespace-nowrap">
          {name}
        </time>
      </Cell>
      <Cell>
        <span className="whitespace-nowrap">{statusWords(item.status, item.statusName)}</span>
      </Cell>
      <Cell isNumber>{formats.number(item.count)}</Cell>
      <Cell isNumber>{formats.number(item.openCount)}</Cell>
      <Seconds value={item.averageSeconds} />
      <Seconds value={item.p50Seconds} />
      <Seconds value={item.p90Seconds} />
      <Seconds value={item.p99Seconds} />
      <Seconds value={item.minSeconds} />
      <Seconds value={item.maxSeconds} />
      <Seconds value={item.totalSeconds} />
    </Row>
  )
}

function Seconds({ value }: { value: number | null }) {
  return <Cell isNumber>{value === null ? <None /> : formats.duration(value * 1_000)}</Cell>
}
