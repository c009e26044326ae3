import type { RowCount, SystemState } from '#contract/system.ts'
import { createFormats } from '../../platform/format-time.ts'
import { RefusedError } from '../../platform/server-answer.ts'
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
  /** Why there are no newer values, when that is so. */
  error: Error | null
  /** Until when Docket is known to have run. */
  heardUntil: number
}

/** What signed-in people see: the version, how long it runs, and how much is stored. */
export function SystemDetails({ system, answeredAt, error, heardUntil }: Props) {
  const uptimeMs = system.uptimeSeconds * 1_000 + Math.max(0, heardUntil - answeredAt)
  return (
    <>
      <Facts>
        <Fact name="Version">{system.version}</Fact>
        <Fact name="Running for">{formats.duration(uptimeMs)}</Fact>
        <Fact name="Data folder">
          <code className="font-mono text-[13px]">{folders[system.dataDirectory]}</code>
        </Fact>
      </Facts>
      <SlipRule />
      <Stored counts={system.counts} />
      {error instanceof RefusedError && (
        <p className="mt-3 text-sm text-caution">No newer values: {error.problem.detail}</p>
      )}
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
          Nothing is stored yet. A job of tickets brings customers, orders and barcodes.
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
