import type { OneTimeLink } from '#contract/users.ts'
import { createFormats } from '../../platform/format-time.ts'
import { Secret } from '../../ui/secret.tsx'

const formats = createFormats()

interface Props {
  link: OneTimeLink
  what: 'invitation link' | 'reset link'
  /** Whom it is for. */
  of: string
}

/** A one-time link, shown only now. */
export function LinkOnce({ link, what, of }: Props) {
  return (
    <Secret title={`The ${what} for ${of}`} secret={link.url} what={`the ${what}`}>
      Shown only now. It works once, until {formats.date(link.expiresAt)}.
    </Secret>
  )
}
