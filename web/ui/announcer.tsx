import { useEffect, useRef, useState } from 'react'

const quietMs = 5_000

/**
 * Reads `message` to screen readers when it changes, at most once every five seconds: of a burst of changes the
 * last one is read. What already stands there when the page opens is not news and is left to the page itself.
 */
export function Announcer({ message }: { message: string }) {
  const [spoken, setSpoken] = useState('')
  const heard = useRef({ message, at: 0 })

  useEffect(() => {
    if (heard.current.message === message) return
    const speak = () => {
      heard.current = { message, at: Date.now() }
      setSpoken(message)
    }
    const timer = setTimeout(speak, Math.max(0, heard.current.at + quietMs - Date.now()))
    return () => clearTimeout(timer)
  }, [message])

  return (
    <p className="sr-only" role="status">
      {spoken}
    </p>
  )
}
