import { type DragEvent, useId, useState } from 'react'
import { createFormats } from '../../platform/format-time.ts'

const formats = createFormats()

interface Props {
  label: string
  /** Which columns the file has. */
  columns: string
  file: File | undefined
  fault: string | undefined
  onChoose: (file: File) => void
}

/** A place for one file: dropped onto it, or chosen with the keyboard or the pointer. */
export function FileSlot({ label, columns, file, fault, onChoose }: Props) {
  const id = useId()
  const [isOver, setIsOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped !== undefined) onChoose(dropped)
  }
  return (
    <div>
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={`block cursor-pointer rounded-xl border-2 border-dashed px-5 py-7 text-center hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${lookOf(isOver, fault)}`}
      >
        <span className="block font-semibold">{label}</span>
        {file !== undefined && (
          <span className="mt-1 block [overflow-wrap:anywhere] text-good">
            {file.name}, {formats.bytes(file.size)}
          </span>
        )}
        <span className="mt-1 block text-sm leading-6 text-muted">
          {file === undefined ? 'Drop the file here, or press to choose it' : 'Drop or choose another'}
        </span>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv,text/plain"
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}-fault ${id}-columns`}
          className="sr-only"
          onChange={({ target }) => {
            const chosen = target.files?.[0]
            if (chosen !== undefined) onChoose(chosen)
            // The same file, mended on the disk, may be chosen again.
            target.value = ''
          }}
        />
      </label>
      <p id={`${id}-fault`} className="mt-2 text-sm leading-6 text-pretty text-bad empty:hidden">
        {fault}
      </p>
      <p id={`${id}-columns`} className="mt-2 text-sm leading-6 text-pretty text-muted">
        {columns}
      </p>
    </div>
  )
}

function lookOf(isOver: boolean, fault: string | undefined): string {
  if (isOver) return 'border-accent bg-sunken'
  return fault === undefined ? 'border-line-strong/70 bg-surface' : 'border-bad bg-surface'
}
