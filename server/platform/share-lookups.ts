/**
 * Makes callers who look for the same thing at the same time share a lookup. Each gets one that began after it asked, never an
 * older one: what was changed before somebody asks is always seen. At most one runs for a key, and one waits.
 */
export function shareLookups<T>(look: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  const waiting = new Map<string, Promise<T>>()

  function begin(key: string): Promise<T> {
    waiting.delete(key)
    const lookup = look(key)
    running.set(key, lookup)
    const end = () => {
      if (running.get(key) === lookup) running.delete(key)
    }
    lookup.then(end, end)
    return lookup
  }

  return (key) => {
    const next = waiting.get(key)
    if (next !== undefined) return next
    const current = running.get(key)
    if (current === undefined) return begin(key)
    const afterwards = () => begin(key)
    const shared = current.then(afterwards, afterwards)
    waiting.set(key, shared)
    return shared
  }
}
