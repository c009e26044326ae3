const promises = [
  ['Nothing is lost', 'Every row that comes in is kept, or listed with the line it stands on.'],
  ['Every refusal is explained', 'A stable code, the cause, and what to do about it.'],
  ['Twice is safe', 'Run the same files again, and the result is the same.'],
] as const

/** What Docket holds itself to. */
export function Promises() {
  return (
    <dl className="grid gap-x-8 gap-y-5 border-t border-line pt-6 sm:grid-cols-3">
      {promises.map(([title, words]) => (
        <div key={title}>
          <dt className="text-sm font-semibold">{title}</dt>
          <dd className="mt-1 text-sm leading-6 text-pretty text-muted">{words}</dd>
        </div>
      ))}
    </dl>
  )
}
