import { type ReactNode, useEffect } from 'react'

interface Props {
  /** What the window is called, when that is more than the heading's own text. */
  title: string
  children?: ReactNode
  /** Stands at the right, or below where there is no room. */
  actions?: ReactNode
}

/** The heading of a screen: it names the window, and takes the focus when one comes from another screen. */
export function PageHeading({ title, children, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Docket`
  }, [title])
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-4 pt-6 pb-6 sm:pt-10">
      <h1
        tabIndex={-1}
        className="mr-auto min-w-0 text-3xl font-semibold tracking-tight [overflow-wrap:anywhere] outline-none"
      >
        {children ?? title}
      </h1>
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
