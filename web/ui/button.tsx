import type { ComponentProps } from 'react'

const looks = {
  primary: 'border-transparent bg-action text-on-action hover:bg-action-hover',
  quiet: 'border-line-strong bg-surface text-ink hover:bg-sunken',
} as const

const shape =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg border px-4 text-sm font-medium no-underline transition-colors'

interface Look {
  look?: keyof typeof looks
}

/** A button that does something on this page. */
export function Button({ look = 'primary', className = '', ...props }: ComponentProps<'button'> & Look) {
  return <button type="button" {...props} className={`${shape} ${looks[look]} cursor-pointer ${className}`} />
}

/** A link that leads somewhere, drawn as a button. */
export function ButtonLink({ look = 'primary', className = '', ...props }: ComponentProps<'a'> & Look) {
  return <a {...props} className={`${shape} ${looks[look]} ${className}`} />
}
