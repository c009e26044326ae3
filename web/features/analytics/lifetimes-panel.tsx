import { type SubmitEvent, useState } from 'react'
import type { CustomerLifetime, LifetimeFilter } from '#contract/analytics.ts'
import { faultsOf } from '../../platform/faults.ts'
import { filledIn } from '../../platform/filled-in.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths, serverPaths, withQuery } from '../../platform/paths.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Cell, type Column, None, Row, Table } from '../../ui/table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useLifetimes } from './numbers.ts'

const formats = createFormats()

const sortWords: Record<LifetimeFilter['sort'], string> = {
  orders: 'Most orders',
  lastOrderAt: 'Latest order',
  firstOrderAt: 'Latest first order',
}

const columns: readonly Column[] = [
  { name: 'Customer' },
  { name: 'Orders', isNumber: true },
  { name: 'First', isForWide: true },
  { name: 'Last', isForWide: true },
  { name: 'Days between', isNumber: true },
]

/** How often and when each customer ordered, over all time. */
export function LifetimesPanel() {
  const [filter, setFilter] = useState<LifetimeFilter>({ sort: 'orders' })
  const pager = usePager(JSON.stringify(filter))
  const lifetimes = useLifetimes(filter, pager.cursor)
  return (
    <Panel title="Customers over their lifetime">
      <FilterForm filter={filter} error={lifetimes.error} onFilter={setFilter} />
      <Load what="the lifetimes" asked={lifetimes}>
        {({ items, nextCursor }) =>
          items.length === 0 && pager.page === 1 ? (
            <Empty title="No customer fits" />
          ) : (
            <>
              <Table caption="Customers over their lifetime" columns={columns}>
                {items.map((lifetime) => (
                  <LifetimeRow key={lifetime.customerId} lifetime={lifetime} />
                ))}
              </Table>
              <PagerButtons pager={pager} nextCursor={nextCursor} what="lifetimes" />
            </>
          )
        }
      </Load>
    </Panel>
  )
}

interface FilterProps {
  filter: LifetimeFilter
  error: Error | null
  onFilter: (filter: LifetimeFilter) => void
}

function FilterForm({ filter, error, onFilter }: FilterProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { minOrders, sort = '' } = filledIn(new FormData(event.currentTarget))
    onFilter({
      sort: isSort(sort) ? sort : 'orders',
      ...(minOrders === undefined ? {} : { minOrders: Number(minOrders) }),
    })
  }
  return (
    <form
      onSubmit={submit}
      noValidate
      className="mb-4 grid items-end gap-x-4 gap-y-3 sm:grid-cols-[12rem_12rem_1fr]"
    >
      <TextField
        label="At least … orders"
        name="minOrders"
        type="number"
        inputMode="numeric"
        min={1}
        step="any"
        fault={faultsOf(error).get('/minOrders')}
      />
      <SelectField label="Order by" name="sort" defaultValue={filter.sort}>
        {Object.entries(sortWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </SelectField>
      <p className="flex flex-wrap gap-2">
        <Button type="submit">Show</Button>
        <ButtonLink look="quiet" href={withQuery(serverPaths.lifetimesFile, { ...filter })} download>
          Download as CSV
        </ButtonLink>
      </p>
    </form>
  )
}

function LifetimeRow({ lifetime }: { lifetime: CustomerLifetime }) {
  const { customerId, orders, firstOrderAt, lastOrderAt, averageDaysBetweenOrders } = lifetime
  return (
    <Row>
      <Cell>
        <TextLink to={screenPaths.customer} params={{ customerId }}>
          {customerId}
        </TextLink>
        {lastOrderAt !== null && <p className="text-muted sm:hidden">last {formats.date(lastOrderAt)}</p>}
      </Cell>
      <Cell isNumber>{formats.number(orders)}</Cell>
      <Cell isForWide>
        <Time at={firstOrderAt} />
      </Cell>
      <Cell isForWide>
        <Time at={lastOrderAt} />
      </Cell>
      <Cell isNumber>
        {averageDaysBetweenOrders === null ? <None /> : formats.number(averageDaysBetweenOrders)}
      </Cell>
    </Row>
  )
}

function Time({ at }: { at: string | null }) {
  if (at === null) return <None />
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {formats.date(at)}
    </time>
  )
}

function isSort(text: string): text is LifetimeFilter['sort'] {
  return Object.hasOwn(sortWords, text)
}
