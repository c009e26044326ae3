import type { ReactNode } from 'react'

export interface Column {
  name: string
  isNumber?: boolean
  /** Takes the room that the others leave. */
  isWide?: boolean
  /** Shown only where there is room; narrow screens tell it elsewhere in the row. */
  isForWide?: boolean
}

interface Props {
  /** What the table holds, for screen readers. */
  caption: string
  columns: readonly Column[]
  children: ReactNode
}

/** A table as all lists with columns are drawn; its rows are `Row`s of `Cell`s. */
export function Table({ caption, columns, children }: Props) {
  return (
    <table className="w-full border-collapse text-left text-sm leading-6">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, isNumber, isWide, isForWide }) => (
            <th
              key={name}
              scope="col"
              className={`border-b border-line-strong/60 py-2 pr-4 font-medium whitespace-nowrap text-muted last:pr-0 ${isNumber ? 'text-right' : ''} ${isWide ? 'w-full' : ''} ${isForWide ? 'max-sm:hidden' : ''}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

/** One row of a table. */
export function Row({ children }: { children: ReactNode }) {
  return <tr className="border-t border-line first:border-t-0">{children}</tr>
}

interface CellProps {
  isNumber?: boolean
  isForWide?: boolean
  children: ReactNode
}

/** One value of a row. */
export function Cell({ isNumber = false, isForWide = false, children }: CellProps) {
  return (
    <td
      className={`py-2.5 pr-4 align-top last:pr-0 ${isNumber ? 'text-right whitespace-nowrap tabular-nums' : '[overflow-wrap:anywhere]'} ${isForWide ? 'max-sm:hidden' : ''}`}
    >
      {children}
    </td>
  )
}

/** Stands where there is no value. */
export function None() {
  return (
    <>
      <span aria-hidden="true" className="text-muted">
        –
      </span>
      <span className="sr-only">none</span>
    </>
  )
}
