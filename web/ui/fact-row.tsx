import type { ReactNode } from 'react'

/** A list of named facts, as printed on a slip: the name at the left, the value at the right. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="space-y-2.5 text-sm leading-6">{children}</dl>
}

interface Props {
  name: string
  children: ReactNode
  /** A longer word about the value, below it. */
  note?: string | undefined
}

/** One named fact; a row of dots leads from its name to its value. */
export function Fact({ name, children, note }: Props) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <dt className="flex flex-1 items-baseline gap-2 whitespace-nowrap text-muted">
        {name}
        <span aria-hidden="true" className="flex-1 border-b border-dotted border-line-strong/70" />
      </dt>
      <dd className="text-right font-medium tabular-nums">{children}</dd>
      {note !== undefined && <dd className="mt-1 basis-full text-pretty text-muted">{note}</dd>}
    </div>
  )
}
