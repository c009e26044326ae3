import { type ReactNode, useRef } from 'react'
import { CopyButton } from './copy-button.tsx'

interface Props {
  /** The command as one types it, without a prompt. */
  command: string
  /** What the copy button copies, in words: "the vouchers command". */
  what: string
  /** What the command prints, as an example. */
  children?: ReactNode
}

/** A command to type into a terminal, with a button that copies it. */
export function Command({ command, what, children }: Props) {
  const code = useRef<HTMLElement>(null)
  const select = () => {
    if (code.current !== null) window.getSelection()?.selectAllChildren(code.current)
  }
  return (
    <div className="overflow-hidden rounded-xl bg-terminal font-mono text-[13px] leading-6 text-terminal-ink ring-1 ring-line">
      <div className="flex items-start gap-3 p-2 pl-4">
        <pre className="min-w-0 flex-1 py-1.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
          <span aria-hidden="true" className="text-terminal-muted select-none">
            ${' '}
          </span>
          <code ref={code}>{command}</code>
        </pre>
        <CopyButton text={command.replaceAll(' \\\n  ', ' ')} what={what} select={select} />
      </div>
      {children !== undefined && (
        <div className="border-t border-white/12 px-4 py-3 text-terminal-muted">{children}</div>
      )}
    </div>
  )
}
