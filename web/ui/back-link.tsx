import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** The way back to the list that a screen's subject stands in. */
export const BackLink = createLink(Back)

function Back(props: ComponentProps<'a'>) {
  return (
    <p className="-mb-4 pt-4 text-sm">
      <a {...props} className="link inline-block py-2 text-muted" />
    </p>
  )
}
