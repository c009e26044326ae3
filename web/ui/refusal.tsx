import type { ReactNode } from 'react'

/** Says at once, also to screen readers, why something was refused; nothing while there is no reason. */
export function Refusal({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="empty:hidden">
      {children !== undefined && children !== '' && (
        <p className="rounded-lg bg-bad-soft px-4 py-3 text-sm leading-6 text-pretty text-bad">{children}</p>
      )}
    </div>
  )
}
