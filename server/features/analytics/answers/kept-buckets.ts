import type { StatusDuration } from '#contract/analytics.ts'
import type { Range } from './buckets.ts'

/** What was made of buckets, for as long as the summaries behind them are the same. */
export interface KeptBuckets {
  /** Undefined when the bucket is not known, or has changed since. */
  find(bucket: Range, revision: number): readonly StatusDuration[] | undefined
  keep(bucket: Range, revision: number, items: readonly StatusDuration[]): void
}

interface Kept {
  revision: number
  items: readonly StatusDuration[]
}

/**
 * Keeps what was made of the buckets that were asked for last.
 * @param itemsMax how many entries are held at most; one takes about 200 bytes
 */
export function keepBuckets(itemsMax: number): KeptBuckets {
  // A Map lists what was put in last at its end.
  const kept = new Map<string, Kept>()
  let items = 0

  function forget(key: string): void {
    items -= weightOf(kept.get(key)?.items ?? [])
    kept.delete(key)
  }

  return {
    find(bucket, revision) {
      const key = keyOf(bucket)
      const found = kept.get(key)
      if (found?.revision !== revision) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.items
    },
    keep(bucket, revision, made) {
      const key = keyOf(bucket)
      if (kept.has(key)) forget(key)
      kept.set(key, { revision, items: made })
      items += weightOf(made)
      for (const oldest of kept.keys()) {
        if (items <= itemsMax) return
        forget(oldest)
      }
    },
  }
}

/** Buckets of different zones that begin and end at the same instants are the same. */
function keyOf({ from, to }: Range): string {
  return `${from} ${to}`
}

/** A bucket without stays takes room too. */
function weightOf(items: readonly StatusDuration[]): number {
  return items.length + 1
}
