import type { ComponentProps } from 'react'

interface Words {
  label: string
  help: string
}

/** A choice of yes or no, with a word of help. */
export function CheckField({ label, help, ...props }: Words & ComponentProps<'input'>) {
  return (
    <label className="flex cursor-pointer gap-3 text-sm leading-6">
      <input value="true" {...props} type="checkbox" className="mt-1 size-4 shrink-0 accent-action" />
      <span>
        <span className="block font-medium">{label}</span>
        <span className="block text-pretty text-muted">{help}</span>
      </span>
    </label>
  )
}
