import type { RowError } from '#contract/job-rows.ts'

/** Why a row was rejected, each reason with what to do about it. */
export function RowReasons({ errors }: { errors: readonly RowError[] }) {
  return (
    <ul className="space-y-1.5">
      {errors.map((error) => (
        <li key={`${error.code} ${error.column}`} className="border-l-2 border-bad pl-3">
          <p className="text-pretty [overflow-wrap:anywhere] text-bad first-letter:uppercase">
            {error.column !== null && <code className="font-mono text-[13px]">{error.column}: </code>}
            {error.message}
            {error.firstLine !== undefined && !error.message.includes(String(error.firstLine)) && (
              <> See line {error.firstLine}.</>
            )}
          </p>
          {error.hint !== undefined && <p className="text-pretty text-muted">{error.hint}</p>}
        </li>
      ))}
    </ul>
  )
}
