import { useState } from 'react'
import type { Job } from '#contract/jobs.ts'
import { createFormats } from '../../platform/format-time.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Empty, LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { type RowFilter, useTransactions } from './job-rows.ts'
import { TransactionRows } from './transaction-rows.tsx'

const formats = createFormats()

/** The rows of a job of payments, each with its verdict; all of them or those of one verdict. */
export function TransactionList({ job }: { job: Job }) {
  const [filter, setFilter] = useState<RowFilter>()
  const pager = usePager(filter ?? 'all')
  const rows = useTransactions({ jobId: job.id, filter, cursor: pager.cursor })
  return (
    <>
      <Filters job={job} chosen={filter} onChoose={setFilter} />
      {rows.data === undefined && rows.error === null && <Loading what="the rows" />}
      {rows.error !== null && (
        <LoadFailed what="the rows" error={rows.error} retry={() => void rows.refetch()} />
      )}
      {rows.data?.items.length === 0 && (
        <Empty title={filter === undefined ? 'There are no rows' : `No row is ${filter}`} />
      )}
      {rows.data !== undefined && rows.data.items.length > 0 && (
        <>
          <div aria-busy={rows.isPlaceholderData} className={rows.isPlaceholderData ? 'opacity-60' : ''}>
            <TransactionRows rows={rows.data.items} />
          </div>
          <PagerButtons pager={pager} nextCursor={rows.data.nextCursor} what="rows" />
        </>
      )}
    </>
  )
}

interface FiltersProps {
  job: Job
  chosen: RowFilter | undefined
  onChoose: (filter: RowFilter | undefined) => void
}

function Filters({ job, chosen, onChoose }: FiltersProps) {
  const choices: readonly { filter: RowFilter | undefined; count: number }[] = [
    { filter: undefined, count: job.processedRecords },
    { filter: 'valid', count: job.validRecords },
    { filter: 'invalid', count: job.invalidRecords },
    { filter: 'suspicious', count: job.suspiciousRecords },
  ]
  return (
    <fieldset className="mb-4">
      <legend className="sr-only">Which rows to show</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map(({ filter, count }) => (
          <label
            key={filter ?? 'all'}
            className="cursor-pointer rounded-full border border-line-strong/70 px-3.5 py-1.5 text-sm font-medium capitalize has-checked:border-transparent has-checked:bg-action has-checked:text-on-action has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="filter"
              className="sr-only"
              checked={filter === chosen}
              onChange={() => onChoose(filter)}
            />
            {filter ?? 'all'} <span className="tabular-nums">{formats.number(count)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
