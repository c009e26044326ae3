import { setTimeout as sleep } from 'node:timers/promises'

/** Far more often than a page asks; one request at a time, so that it measures the server and not its queue. */
const everyMs = 10

/** Asks for an address again and again until told to stop, and says how long the slowest percent took. */
export function watchRequests(url: string, headers: Record<string, string>): { stop(): Promise<Latency> } {
  const took: number[] = []
  let isStopped = false
  const asking = (async () => {
    while (!isStopped) {
      const begun = performance.now()
      const answer = await fetch(url, { headers })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`GET ${url} was answered ${answer.status}`)
      took.push(performance.now() - begun)
      await sleep(everyMs)
    }
  })()
  return {
    async stop() {
      isStopped = true
      await asking
      const sorted = took.toSorted((a, b) => a - b)
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
      return { requests: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) }
    },
  }
}

export interface Latency {
  requests: number
  p50Ms: number
  p99Ms: number
}
