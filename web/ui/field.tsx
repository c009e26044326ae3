import { type ComponentProps, type ReactNode, useId } from 'react'

const inputLook =
  'mt-1.5 min-h-11 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base aria-invalid:border-bad sm:min-h-10 sm:text-sm'

interface Words {
  label: string
  help?: string | undefined
  /** Why the value was refused. */
  fault?: string | undefined
}

/** A line to type into, with its label, a word of help, and the reason why it was refused. */
export function TextField({ label, help, fault, ...props }: Words & ComponentProps<'input'>) {
  const id = useId()
  return (
    <Field id={id} label={label} help={help} fault={fault}>
      <input
        {...props}
        id={id}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-fault ${id}-help`}
        className={inputLook}
      />
    </Field>
  )
}

/** A choice of one, with its label. */
export function SelectField({ label, help, fault, children, ...props }: Words & ComponentProps<'select'>) {
  const id = useId()
  return (
    <Field id={id} label={label} help={help} fault={fault}>
      <select
        {...props}
        id={id}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-fault ${id}-help`}
        className={inputLook}
      >
        {children}
      </select>
    </Field>
  )
}

function Field({ id, label, help, fault, children }: Words & { id: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children}
      <p id={`${id}-fault`} className="mt-1.5 text-sm leading-6 text-pretty text-bad empty:hidden">
        {fault}
      </p>
      <p id={`${id}-help`} className="mt-1.5 text-sm leading-6 text-pretty text-muted empty:hidden">
        {fault === undefined && help}
      </p>
    </div>
  )
}
