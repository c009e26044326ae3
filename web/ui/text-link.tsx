import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** A link to another screen within a text or a table. */
export const TextLink = createLink(PlainLink)

function PlainLink(props: ComponentProps<'a'>) {
  return <a {...props} className="link font-medium [overflow-wrap:anywhere]" />
}
