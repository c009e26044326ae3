import type { ReactNode } from 'react'
import type { RowError } from '#contract/job-rows.ts'

/** Why a row was rejected, each reason with what to do about it. */
export function RowReasons({ errors }: { errors: readonly RowError[] }) {
  return (
    <ul className="space-y-1.5">
      {errors.map((error) => (
        <li key={`${error.code} ${error.column}`} className="border-l-2 border-bad pl-3">
          <Reason column={error.column}>
            {error.message}
            {error.firstLine !== undefined && !error.message.includes(String(error.firstLine)) && (
              <> See line {error.firstLine}.</>
            )}
          </Reason>
          {error.hint !== undefined && <p className="text-pretty text-muted">{error.hint}</p>}
        </li>
      ))}
    </ul>
  )
}

/** One reason: the column it is about, as the file names it, and what is wrong there. */
export function Reason({ column, children }: { column: string | null; children: ReactNode }) {
  if (column === null)
    return <p className="text-pretty [overflow-wrap:anywhere] text-bad first-letter:uppercase">{children}</p>
  return (
    <p className="text-pretty [overflow-wrap:anywhere] text-bad">
      <code className="font-mono text-[13px]">{column}: </code>
      {children}
    </p>
  )
}
