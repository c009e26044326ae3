import { Fragment } from 'react'
import type { JobTransaction } from '#contract/job-rows.ts'
import { createFormats } from '../../platform/format-time.ts'
import { Chip } from '../../ui/chip.tsx'
import { RawText } from './raw-text.tsx'
import { RowReasons } from './row-reasons.tsx'

const formats = createFormats()
const headLook = 'border-b border-line-strong/60 py-2 font-medium text-muted'
const cellLook = 'pt-3 pb-2 align-top'

/** Rows of a transactions file as a table; the reasons of an invalid one stand below it. */
export function TransactionRows({ rows }: { rows: readonly JobTransaction[] }) {
  return (
    <table className="w-full border-collapse text-left text-sm leading-6">
      <thead>
        <tr>
          <th scope="col" className={`${headLook} pr-3`}>
            Line
          </th>
          <th scope="col" className={`${headLook} w-full`}>
            Payment
          </th>
          <th scope="col" className={`${headLook} pl-3 max-sm:hidden`}>
            Date
          </th>
          <th scope="col" className={`${headLook} pl-3 text-right`}>
            Amount
          </th>
          <th scope="col" className={`${headLook} pl-6 max-sm:hidden`}>
            Verdict
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Fragment key={row.row}>
            <Row row={row} />
            {row.errors.length > 0 && <Reasons row={row} />}
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}

function Row({ row }: { row: JobTransaction }) {
  return (
    <tr className="border-t border-line first:border-t-0">
      <td className={`${cellLook} pr-3 font-mono text-[13px] text-muted tabular-nums`}>{row.line}</td>
      <td className={`${cellLook} [overflow-wrap:anywhere]`}>
        <p className="font-medium">{row.transactionId ?? <Missing />}</p>
        {row.description !== null && <p className="line-clamp-3 text-muted">{row.description}</p>}
        {row.userId !== null && <p className="text-muted">for {row.userId}</p>}
        <p className="text-muted sm:hidden">{row.date === null ? null : formats.date(row.date)}</p>
        <div className="mt-1 sm:hidden">
          <Verdict row={row} />
        </div>
      </td>
      <td className={`${cellLook} pl-3 whitespace-nowrap max-sm:hidden`}>
        {row.date === null ? <Missing /> : <time dateTime={row.date}>{formats.date(row.date)}</time>}
      </td>
      <td className={`${cellLook} pl-3 text-right font-medium tabular-nums`}>
        <div className="max-sm:w-24 max-sm:[overflow-wrap:anywhere]">{row.amount ?? <Missing />}</div>
      </td>
      <td className={`${cellLook} pl-6 max-sm:hidden`}>
        <Verdict row={row} />
      </td>
    </tr>
  )
}

function Reasons({ row }: { row: JobTransaction }) {
  return (
    <tr>
      <td />
      <td colSpan={4} className="pb-4">
        <RowReasons errors={row.errors} />
        {row.raw !== null && <RawText text={row.raw} />}
      </td>
    </tr>
  )
}

function Verdict({ row }: { row: JobTransaction }) {
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {row.valid ? <Chip tone="good">Valid</Chip> : <Chip tone="bad">Invalid</Chip>}
      {row.suspicious && <Chip tone="caution">Suspicious</Chip>}
    </span>
  )
}

function Missing() {
  return (
    <>
      <span aria-hidden="true" className="font-normal text-muted">
        –
      </span>
      <span className="sr-only">none</span>
    </>
  )
}
