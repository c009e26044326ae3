import { useRef } from 'react'

/**
 * Gives a key for what is sent: the same one for the same document, so that sending it again after an answer that got
 * lost does not place it twice, and another one once something was mended.
 */
export function useOrderKey(): (document: object) => string {
  const last = useRef({ text: '', key: '' })
  return (document) => {
    const text = JSON.stringify(document)
    if (text !== last.current.text) last.current = { text, key: crypto.randomUUID() }
    return last.current.key
  }
}
