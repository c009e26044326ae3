import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query'

const pauseMs = 700

/**
 * Asks again for what is shown under the keys that it is told: at once, then never before the answers are here and a
 * pause is over. Asking at every message would break off answers on their way, and a busy kitchen would see none.
 */
export function createAsker(
  queryClient: Pick<QueryClient, 'invalidateQueries'>,
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, pauseMs)),
): (keys: readonly QueryKey[]) => void {
  const wanted = new Map<string, QueryKey>()
  let isAsking = false

  async function askAll(): Promise<void> {
    isAsking = true
    while (wanted.size > 0) {
      const keys = [...wanted.values()]
      wanted.clear()
      await Promise.all([pause(), ...keys.map((queryKey) => queryClient.invalidateQueries({ queryKey }))])
    }
    isAsking = false
  }

  return (keys) => {
    for (const key of keys) wanted.set(hashKey(key), key)
    if (!isAsking) void askAll()
  }
}
