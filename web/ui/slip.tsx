import type { ReactNode } from 'react'

/** A sheet of paper torn off a roll, on which what matters most on a screen is printed. */
export function Slip({ children }: { children: ReactNode }) {
  return (
    <div className="slip-shadow">
      <div className="slip-edge bg-surface px-6 pt-8 pb-8 sm:px-8">{children}</div>
    </div>
  )
}

/** The dotted line between two parts of a slip. */
export function SlipRule() {
  return <hr className="my-5 border-0 border-t border-dashed border-line-strong/60" />
}
