import { type ReactNode, useEffect, useRef } from 'react'
import { CopyButton } from './copy-button.tsx'

interface Props {
  title: string
  /** What may be seen only now: a link or a key. */
  secret: string
  /** What the copy button copies, in words: "the invitation link". */
  what: string
  children: ReactNode
}

/** Shows once what will never be shown again, with a button that copies it. */
export function Secret({ title, secret, what, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const code = useRef<HTMLElement>(null)
  // It comes as the answer to a button that may be gone, so it takes the focus.
  useEffect(() => heading.current?.focus(), [])
  const select = () => {
    if (code.current !== null) window.getSelection()?.selectAllChildren(code.current)
  }
  return (
    <div className="rounded-xl border border-line-strong bg-caution-soft px-4 py-4 sm:px-5">
      <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
        {title}
      </h3>
      <p className="mt-1 text-sm leading-6 text-pretty">{children}</p>
      <div className="mt-3 flex items-center gap-2 overflow-hidden rounded-lg bg-terminal py-1.5 pr-1.5 pl-4 text-terminal-ink">
        <code
          ref={code}
          className="min-w-0 flex-1 py-1 font-mono text-[13px] leading-6 [overflow-wrap:anywhere]"
        >
          {secret}
        </code>
        <CopyButton text={secret} what={what} select={select} />
      </div>
    </div>
  )
}
