import type { ReactNode } from 'react'
import { LoadFailed, Loading } from './load-states.tsx'

/** What is known of a question to the server. */
interface Asked<T> {
  data: T | undefined
  error: Error | null
  isPlaceholderData: boolean
  refetch: () => unknown
}

interface Props<T> {
  /** What is asked for: "the orders". */
  what: string
  asked: Asked<T>
  children: (data: T) => ReactNode
}

/** Draws what was asked for; before, that it is on its way; instead, why it could not be had. */
export function Load<T>({ what, asked, children }: Props<T>) {
  const { data, error, isPlaceholderData, refetch } = asked
  if (error !== null && (data === undefined || isPlaceholderData))
    return <LoadFailed what={what} error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading what={what} />
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'opacity-60' : ''}>
      {children(data)}
    </div>
  )
}
