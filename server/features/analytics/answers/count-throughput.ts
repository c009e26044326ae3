import type { RangeQuery, Throughput, Throughputs } from '#contract/analytics.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { type Buckets, rangesOf } from './buckets.ts'
import { readRange } from './read-range.ts'
import { countOrders } from './throughput-queries.ts'

/**
 * The orders created in each bucket of a range, also where there were none.
 * @throws ProblemError 422 for a range that cannot be answered
 */
export async function countThroughput(call: Call, query: RangeQuery): Promise<Throughputs> {
  const { buckets, said } = readRange(query)
  return { ...said, items: await countEach(call, buckets), nextCursor: null }
}

/** The same as a file. @throws ProblemError 422 likewise */
export function downloadThroughput(call: Call, query: RangeQuery): CsvFile {
  const { buckets } = readRange(query)
  return { fileName: 'throughput.csv', header: ['start', 'orders'], rows: readLines(call, buckets) }
}

async function countEach({ db }: Call, buckets: Buckets): Promise<Throughput[]> {
  const counts = await countOrders(db, rangesOf(buckets))
  return buckets.starts.map((start, place) => ({
    start: new Date(start).toISOString(),
    orders: counts.get(place) ?? 0,
  }))
}

async function* readLines(call: Call, buckets: Buckets): AsyncGenerator<(string | number)[]> {
  for (const { start, orders } of await countEach(call, buckets)) yield [start, orders]
}
