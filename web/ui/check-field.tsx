import { type ComponentProps, useId } from 'react'

interface Words {
  label: string
  help: string
}

/** A choice of yes or no, with a word of help. */
export function CheckField({ label, help, ...props }: Words & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className="flex gap-3 text-sm leading-6">
      <input
        value="true"
        {...props}
        id={id}
        type="checkbox"
        aria-describedby={`${id}-help`}
        className="mt-1 size-4 shrink-0 accent-action"
      />
      <div>
        <label htmlFor={id} className="block cursor-pointer font-medium">
          {label}
        </label>
        <p id={`${id}-help`} className="text-pretty text-muted">
          {help}
        </p>
      </div>
    </div>
  )
}
