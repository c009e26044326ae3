import type { RangeQuery, StatusDuration, StatusDurations } from '#contract/analytics.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { type Buckets, type Range, rangesOf } from './buckets.ts'
import { coverBuckets } from './cover.ts'
import { type KeptBuckets, keepBuckets } from './kept-buckets.ts'
import { readRange } from './read-range.ts'
import { revisionsOf } from './revisions.ts'
import { atOneMoment, listRevisions, listSummaries, type PlacedSummary } from './status-durations-queries.ts'
import { type BucketStays, toStatusDuration } from './to-status-duration.ts'

/** Answers how long orders stayed in each status. It remembers what it made of buckets, so each process has one. */
export interface StatusDurationAnswers {
  /** @throws ProblemError 422 for a range that cannot be answered */
  measure(call: Call, query: RangeQuery): Promise<StatusDurations>
  /** The same as a file. @throws ProblemError 422 likewise */
  download(call: Call, query: RangeQuery): CsvFile
}

/** A year of days in some zones, or of hours in one: some 25 MB. */
const keptItemsMax = 100_000

export function createStatusDurations(): StatusDurationAnswers {
  const kept = keepBuckets(keptItemsMax)
  return {
    async measure({ db }, query) {
      const { buckets, said } = readRange(query)
      return { ...said, items: await measureBuckets(db, buckets, kept), nextCursor: null }
    },
    download({ db }, query) {
      const { buckets } = readRange(query)
      return { fileName: 'status-durations.csv', header, rows: readLines(db, buckets, kept) }
    },
  }
}

/** By time, then by status; nothing for a bucket and status without any stay. */
async function measureBuckets(db: Database, buckets: Buckets, kept: KeptBuckets): Promise<StatusDuration[]> {
  const ranges = rangesOf(buckets)
  const made = await atOneMoment(db, async (tx) => {
    const revisions = revisionsOf(ranges, await listRevisions(tx, buckets))
    const found = ranges.map((range, place) => findKept(range, revisions[place] ?? 0, kept))
    const missing = ranges.flatMap((range, place) => (found[place] === undefined ? [{ range, place }] : []))
    for (const chunk of inChunks(missing)) {
      const summaries = await listSummaries(
        tx,
        chunk.map(({ range }) => range),
      )
      const items = mergeEach(
        chunk.map(({ range }) => range),
        summaries,
      )
      for (const [index, { range, place }] of chunk.entries()) {
        found[place] = items[index] ?? []
        kept.keep(range, revisions[place] ?? 0, items[index] ?? [])
      }
    }
    return found
  })
  return made.flatMap((items) => items ?? [])
}

/** Where nothing ever changed, nothing began. */
function findKept(range: Range, revision: number, kept: KeptBuckets): readonly StatusDuration[] | undefined {
  return revision === 0 ? [] : kept.find(range, revision)
}

/** How many summaries of each status are read at a time: others get their turn in between. */
const summariesMax = 500

function inChunks<T extends { range: Range }>(buckets: readonly T[]): T[][] {
  const chunks: T[][] = []
  let summaries = summariesMax
  for (const bucket of buckets) {
    if (summaries >= summariesMax) {
      chunks.push([])
      summaries = 0
    }
    chunks.at(-1)?.push(bucket)
    for (const { from, to, span } of coverBuckets([bucket.range])) summaries += (to - from) / (span * 1_000)
  }
  return chunks
}

function mergeEach(ranges: readonly Range[], summaries: readonly PlacedSummary[]): StatusDuration[][] {
  const places = Map.groupBy(summaries, ({ place }) => place)
  return ranges.map(({ from }, place) =>
    [...Map.groupBy(places.get(place) ?? [], ({ status }) => status)]
      .sort(([a], [b]) => a - b)
      .map(([status, parts]) => toStatusDuration(from, status, merge(parts))),
  )
}

function merge(parts: readonly PlacedSummary[]): BucketStays {
  const merged = { closed: 0, totalMs: 0n, minMs: Number.POSITIVE_INFINITY, maxMs: -1, open: 0 }
  for (const { closed, totalMs, minMs, maxMs, open } of parts) {
    merged.closed += closed
    merged.totalMs += BigInt(totalMs)
    merged.minMs = Math.min(merged.minMs, minMs ?? Number.POSITIVE_INFINITY)
    merged.maxMs = Math.max(merged.maxMs, maxMs ?? -1)
    merged.open += open
  }
  const extremes = merged.maxMs < 0 ? { minMs: null, maxMs: null } : {}
  return { ...merged, ...extremes, histograms: parts.map(({ histogram }) => histogram) }
}

const header = [
  'start',
  'status',
  'status_name',
  'count',
  'total_seconds',
  'average_seconds',
  'min_seconds',
  'max_seconds',
  'p50_seconds',
  'p90_seconds',
  'p99_seconds',
  'open_count',
]

async function* readLines(
  db: Database,
  buckets: Buckets,
  kept: KeptBuckets,
): AsyncGenerator<(string | number)[]> {
  for (const item of await measureBuckets(db, buckets, kept))
    yield [
      item.start,
      item.status,
      item.statusName ?? '',
      item.count,
      item.totalSeconds,
      item.averageSeconds ?? '',
      item.minSeconds ?? '',
      item.maxSeconds ?? '',
      item.p50Seconds ?? '',
      item.p90Seconds ?? '',
      item.p99Seconds ?? '',
      item.openCount,
    ]
}
