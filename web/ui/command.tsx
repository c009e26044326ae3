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
    <div className="overflow-hidden rounded-xl bg-terminal text-terminal-ink ring-1 ring-line">
      <div className="flex items-center justify-between border-b border-white/12 py-1.5 pr-1.5 pl-4">
        <p className="text-xs text-terminal-muted">Terminal</p>
        <CopyButton text={command.replaceAll(' \\\n  ', ' ')} what={what} select={select} />
      </div>
      <pre className="px-4 py-3 font-mono text-[13px] leading-6 whitespace-pre-wrap [overflow-wrap:anywhere]">
        <span aria-hidden="true" className="text-terminal-muted select-none">
          ${' '}
        </span>
        <code ref={code}>{command}</code>
      </pre>
      {children !== undefined && (
        <div className="px-4 pb-3.5 font-mono text-[13px] leading-6 text-terminal-muted">{children}</div>
      )}
    </div>
  )
}
