import type { ReactNode } from 'react'
import { reasonsOf } from '../platform/faults.ts'
import { Button } from './button.tsx'

/** Stands where something is still being read. */
export function Loading({ what }: { what: string }) {
  return (
    <div role="status" className="py-6">
      <span className="sr-only">Loading {what}</span>
      <div aria-hidden="true" className="space-y-3">
        <div className="waiting h-5 w-3/4" />
        <div className="waiting h-5 w-1/2" />
        <div className="waiting h-5 w-2/3" />
      </div>
    </div>
  )
}

/** Stands where something could not be read. */
export function LoadFailed({ what, error, retry }: { what: string; error: Error; retry: () => void }) {
  return (
    <div role="alert" className="rounded-xl border border-line bg-surface px-5 py-5">
      <p className="font-semibold">Could not load {what}</p>
      <p className="mt-1 text-sm leading-6 text-pretty text-muted">{reasonsOf(error).join(' ')}</p>
      <Button look="quiet" className="mt-4" onClick={retry}>
        Try again
      </Button>
    </div>
  )
}

/** Stands where there is nothing yet, and says how something comes. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rounded-xl border border-dashed border-line-strong/70 px-5 py-10 text-center">
      <p className="font-semibold">{title}</p>
      {children !== undefined && (
        <div className="mx-auto mt-1 max-w-[52ch] text-sm leading-6 text-pretty text-muted">{children}</div>
      )}
    </div>
  )
}
