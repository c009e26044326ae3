import type { ReactNode } from 'react'
import { serverPaths } from '../../platform/paths.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Command } from '../../ui/command.tsx'

/** The three things to do in the first five minutes, each with the command that does it. */
export function FirstSteps() {
  return (
    <section aria-labelledby="first-steps" className="scroll-mt-6">
      <h2 id="first-steps" className="text-2xl font-semibold tracking-tight">
        First steps
      </h2>
      <ol className="mt-2">
        <Step number={1} title="Turn two files into vouchers" aside={<VouchersCommand />}>
          <p>
            One file of orders (<Name>order_id</Name>, <Name>customer_id</Name>), one of barcodes (
            <Name>barcode</Name>, <Name>order_id</Name>). Docket writes one line per order with its barcodes,
            and a second file that says for every row it refused which line, why, and what to do.
          </p>
          <p>It needs no server and no database, and it never stores what it reads.</p>
        </Step>
        <Step number={2} title="Call the API" aside={<ApiCommand />}>
          <p>
            Everything goes over HTTP, with an API key as bearer token. Every refusal carries a stable code
            and the place in your request that caused it.
          </p>
          <p className="flex flex-wrap gap-2 pt-2">
            <ButtonLink look="quiet" href={serverPaths.docs}>
              API reference
            </ButtonLink>
            <ButtonLink look="quiet" href={serverPaths.openApi}>
              OpenAPI document
            </ButtonLink>
          </p>
        </Step>
        <Step number={3} title="Know where the data lives" aside={<DoctorCommand />}>
          <p>
            In the folder <Name>.docket</Name> where Docket was started, with a PostgreSQL of its own;{' '}
            <Name>DOCKET_DATA_DIR</Name> names another folder, <Name>DATABASE_URL</Name> another PostgreSQL.
          </p>
          <p>Should anything ever look wrong, the doctor says what it is and what to do.</p>
        </Step>
      </ol>
    </section>
  )
}

interface StepProps {
  number: number
  title: string
  /** The command, shown beside the words. */
  aside: ReactNode
  children: ReactNode
}

function Step({ number, title, aside, children }: StepProps) {
  return (
    <li className="grid gap-x-14 gap-y-5 border-t border-line py-9 first:border-t-0 last:pb-0">
      <div className="flex gap-4">
        <span
          aria-hidden="true"
          className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full border border-line-strong font-mono text-xs text-muted"
        >
          {number}
        </span>
        <div className="min-w-0">
          <h3 className="text-[17px] leading-7 font-semibold tracking-[-0.01em]">{title}</h3>
          <div className="mt-1.5 max-w-[64ch] space-y-2.5 leading-relaxed text-pretty text-muted">
            {children}
          </div>
        </div>
      </div>
      <div className="min-w-0">{aside}</div>
    </li>
  )
}

function Name({ children }: { children: string }) {
  return <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.86em] text-ink">{children}</code>
}

function VouchersCommand() {
  const command =
    './bin/docket vouchers \\\n  --orders-file docs/example/orders.csv \\\n  --barcodes-file docs/example/barcodes.csv'
  return (
    <Command command={command} what="the vouchers command">
      <p className="sr-only">It prints:</p>
      <p>Top 5 customers by tickets:</p>
      <p>
        9, 5<br />
        10, 5<br />
        2, 2<br />
        30, 2<br />
        7, 1
      </p>
      <p>Unused barcodes: 3</p>
    </Command>
  )
}

function ApiCommand() {
  const address = `${window.location.origin}${serverPaths.system}`
  const command = `curl -H "Authorization: Bearer $KEY" \\\n  ${address}`
  return <Command command={command} what="the API call" />
}

function DoctorCommand() {
  return <Command command="./bin/docket doctor" what="the doctor command" />
}
