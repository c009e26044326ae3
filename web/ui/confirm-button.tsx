import { type ReactNode, useId, useRef } from 'react'
import { Button } from './button.tsx'

interface Props {
  /** What the button says, and what is asked again. */
  label: string
  question: string
  /** What the way back says. */
  keep: string
  /** What will happen. */
  children: ReactNode
  look?: 'quiet' | 'danger'
  isBusy?: boolean
  onConfirm: () => void
}

/** A button that asks once more before it does what cannot be taken back. */
export function ConfirmButton({
  label,
  question,
  keep,
  children,
  look = 'danger',
  isBusy = false,
  onConfirm,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const confirm = () => {
    dialog.current?.close()
    onConfirm()
  }
  return (
    <>
      <Button
        look={look}
        aria-disabled={isBusy}
        aria-haspopup="dialog"
        onClick={() => !isBusy && dialog.current?.showModal()}
      >
        {label}
      </Button>
      <dialog
        ref={dialog}
        aria-labelledby={`${id}-question`}
        aria-describedby={`${id}-what`}
        className="m-auto w-full max-w-md rounded-xl border border-line bg-surface p-6 text-left text-ink shadow-xl backdrop:bg-terminal/60 max-sm:max-w-[calc(100vw-2rem)]"
      >
        <h2 id={`${id}-question`} className="text-xl font-semibold tracking-tight">
          {question}
        </h2>
        <div id={`${id}-what`} className="mt-2 text-sm leading-6 text-pretty text-muted">
          {children}
        </div>
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={() => dialog.current?.close()}>
            {keep}
          </Button>
          <Button look={look} onClick={confirm}>
            {label}
          </Button>
        </div>
      </dialog>
    </>
  )
}
