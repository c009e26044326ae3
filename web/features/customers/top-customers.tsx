import { useState } from 'react'
import type { Measure } from '#contract/tickets.ts'
import { countWords } from '../../platform/count-words.ts'
import { screenPaths } from '../../platform/paths.ts'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PillChoice } from '../../ui/pill-choice.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useTopCustomers } from './customers.ts'

const shownMax = 10

const measures: readonly { value: Measure; words: string }[] = [
  { value: 'tickets', words: 'By tickets' },
  { value: 'orders', words: 'By orders' },
]

/** The customers with the most tickets or orders. */
export function TopCustomers() {
  const [by, setBy] = useState<Measure>('tickets')
  const top = useTopCustomers(by, shownMax)
  return (
    <>
      <PillChoice legend="What counts" choices={measures} chosen={by} onChoose={setBy} />
      <Load what="the most loyal customers" asked={top}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody yet" />
          ) : (
            <ol className="divide-y divide-line text-sm leading-6">
              {items.map(({ customerId, tickets, orders }) => (
                <li key={customerId} className="flex flex-wrap items-baseline gap-x-4 py-2">
                  <span className="mr-auto min-w-0">
                    <TextLink to={screenPaths.customer} params={{ customerId }}>
                      {customerId}
                    </TextLink>
                  </span>
                  <span className="text-muted tabular-nums">
                    {countWords(tickets, 'ticket')}, {countWords(orders, 'order')}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Load>
    </>
  )
}
