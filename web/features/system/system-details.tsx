import { useEffect, useRef } from 'react'
import type { RowCount, SystemState } from '#contract/system.ts'
import { createFormats } from '../../platform/format-time.ts'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import { SlipRule } from '../../ui/slip.tsx'

const formats = createFormats()

/** Where the data is, as far as the server says: a path of its machine is nobody's business. */
const folders: Record<SystemState['dataDirectory'], string> = {
  default: '.docket',
  configured: 'DOCKET_DATA_DIR',
}

interface Props {
  system: SystemState
  answeredAt: number
  /** What hinders newer values, when the server said so. */
  trouble: string | undefined
  /** Until when Docket is known to have run. */
  heardUntil: number
  onLock: () => void
}

/** What only the admin key shows: the version, how long it runs, and how much is stored. */
export function SystemDetails({ system, answeredAt, trouble, heardUntil, onLock }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  // The form that had the focus is gone; what it opened takes its place.
  useEffect(() => heading.current?.focus(), [])
  const uptimeMs = system.uptimeSeconds * 1_000 + Math.max(0, heardUntil - answeredAt)
  return (
    <>
      <div className="flex items-baseline justify-between gap-4">
        <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
          Details
        </h3>
        <button type="button" onClick={onLock} className="link -my-2 cursor-pointer py-2 text-sm text-muted">
          Forget the key
        </button>
      </div>
      <div className="mt-3">
        <Facts>
          <Fact name="Version">{system.version}</Fact>
          <Fact name="Running for">{formats.duration(uptimeMs)}</Fact>
          <Fact name="Data folder">
            <code className="font-mono text-[13px]">{folders[system.dataDirectory]}</code>
          </Fact>
        </Facts>
      </div>
      <SlipRule />
      <Stored counts={system.counts} />
      {trouble !== undefined && <p className="mt-3 text-sm text-caution">No newer values: {trouble}</p>}
    </>
  )
}

function Stored({ counts }: { counts: SystemState['counts'] }) {
  const isEmpty = Object.values(counts).every(({ rows }) => rows === 0)
  return (
    <>
      <dl className="flex flex-wrap justify-between gap-x-5 gap-y-3">
        <Count name="Customers" count={counts.customers} />
        <Count name="Orders" count={counts.orders} />
        <Count name="Barcodes" count={counts.barcodes} />
      </dl>
      {isEmpty && (
        <p className="mt-3 text-sm leading-6 text-pretty text-muted">
          Nothing is stored yet. The vouchers command works on files alone and stores nothing either.
        </p>
      )}
    </>
  )
}

function Count({ name, count: { rows, exact } }: { name: string; count: RowCount }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-xl leading-8 font-semibold tracking-tight tabular-nums">
        {!exact && <About />}
        {formats.number(rows)}
      </dd>
    </div>
  )
}

function About() {
  return (
    <>
      <span aria-hidden="true">~</span>
      <span className="sr-only">about </span>
    </>
  )
}
