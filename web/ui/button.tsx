import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

const looks = {
  primary: 'border-transparent bg-action text-on-action hover:bg-action-hover',
  quiet: 'border-line-strong bg-surface text-ink hover:bg-sunken',
  danger: 'border-bad bg-surface text-bad hover:bg-bad-soft',
} as const

const shape =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg border px-4 text-sm font-medium no-underline transition-colors aria-disabled:cursor-default aria-disabled:opacity-60'

interface Look {
  look?: keyof typeof looks
}

/** A button that does something on this page. */
export function Button({ look = 'primary', className = '', ...props }: ComponentProps<'button'> & Look) {
  return <button type="button" {...props} className={`${shape} ${looks[look]} cursor-pointer ${className}`} />
}

/** A link that leads out of the pages or to a file, drawn as a button. */
export function ButtonLink({ look = 'primary', className = '', ...props }: ComponentProps<'a'> & Look) {
  return <a {...props} className={`${shape} ${looks[look]} ${className}`} />
}

/** A link to another screen, drawn as a button. */
export const ScreenLink = createLink(ButtonLink)
