import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client'

/** The numbers that one application counts, beside those of the process. */
export interface Metrics {
  readonly contentType: string
  observeRequest(request: AnsweredRequest): void
  /** Everything in Prometheus's text format. */
  render(): Promise<string>
}

interface AnsweredRequest {
  /** The route's template, never the path itself: each id would make a series of its own. */
  route: string
  method: string
  status: number
  seconds: number
}

/** Totals that are kept in the database, so that they hold for all processes together and outlive each of them. */
export interface Totals {
  name: string
  help: string
  /** A counter only ever grows; a gauge is what something is now. */
  kind?: 'counter' | 'gauge'
  labelNames: readonly string[]
  read(): Promise<readonly { labels: Record<string, string>; value: number }[]>
}

/** Whoever scrapes gives up after some seconds; what the database does not say by then is left out. */
const readsWithinMs = 2_000

/** Starts counting. `totals` are read whenever the numbers are asked for. */
export function createMetrics(totals: readonly Totals[] = []): Metrics {
  const registry = new Registry()
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  for (const one of totals) addTotals(registry, one)
  const everything = Registry.merge([findProcessRegistry(), registry])
  return {
    contentType: everything.contentType,
    observeRequest: ({ seconds, ...labels }) => durations.observe(labels, seconds),
    render: () => everything.metrics(),
  }
}

function addTotals(registry: Registry, { name, help, kind, labelNames, read }: Totals): void {
  const Metric = kind === 'gauge' ? Gauge : Counter
  new Metric({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      // A database that is away is told by `/readyz`; the other numbers are wanted all the more.
      const late = new Promise<readonly []>((resolve) => setTimeout(resolve, readsWithinMs, []).unref())
      const found = await Promise.race([read().catch(() => []), late])
      this.reset()
      // Without labels it would be zero now, which is what nobody said.
      if (labelNames.length === 0) this.remove()
      for (const { labels, value } of found) this.inc(labels, value)
    },
  })
}

let processRegistry: Registry | undefined

/** The process's own numbers. They are watched once, however many applications a process builds. */
function findProcessRegistry(): Registry {
  if (processRegistry !== undefined) return processRegistry
  processRegistry = new Registry()
  // Ten wake-ups a second, the default, keep an idle machine from sleeping.
  collectDefaultMetrics({ register: processRegistry, eventLoopUtilizationTimeout: 1_000 })
  return processRegistry
}
