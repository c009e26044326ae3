import { type ReactNode, useId } from 'react'

interface Props {
  title: string
  /** A word below the title. */
  about?: ReactNode
  children: ReactNode
}

/** A named part of a screen. */
export function Panel({ title, about, children }: Props) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="rounded-xl border border-line bg-surface px-4 py-5 sm:px-6 sm:py-6"
    >
      <h2 id={id} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {about !== undefined && (
        <div className="mt-1 max-w-[68ch] text-sm leading-6 text-pretty text-muted">{about}</div>
      )}
      <div className="mt-4">{children}</div>
    </section>
  )
}
