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
    <div>
      <div className="flex items-baseline gap-2">
        <dt className="text-muted">{name}</dt>
        <span aria-hidden="true" className="flex-1 border-b border-dotted border-line-strong/70" />
        <dd className="text-right font-medium tabular-nums">{children}</dd>
      </div>
      {note !== undefined && <dd className="mt-1 text-pretty text-muted">{note}</dd>}
    </div>
  )
}
