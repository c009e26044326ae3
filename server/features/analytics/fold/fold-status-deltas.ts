import type { Transaction } from '../../../platform/database/database.ts'
import type { DeltaSum } from './deltas-queries.ts'
import { endStatuses } from './end-statuses.ts'
import { readExtremes } from './extremes-queries.ts'
import { type Span, spans, startOfSpan } from './spans.ts'
import {
  deleteSummaries,
  readSummaries,
  type SummaryKey,
  takeExtremesFromQuarters,
  writeSummaries,
} from './status-summaries-queries.ts'
import { addStays, emptySummary, isEmpty, type StatusSummary } from './status-summary.ts'

/** What changes in one span and status. */
interface Change extends SummaryKey {
  stays: DeltaSum[]
  standings: DeltaSum[]
}

/** Adds stays, and orders that stand in a status, to the summaries of all spans that they began in. */
export async function foldStatusDeltas(tx: Transaction, sums: readonly DeltaSum[]): Promise<void> {
  const relevant = sums.filter(
    ({ kind, key }) => kind === 'stay' || (kind === 'standing' && !endStatuses.has(key)),
  )
  // The longer spans take their extremes from the quarters, so these are written before.
  for (const span of spans) await foldSpan(tx, span, relevant)
}

async function foldSpan(tx: Transaction, span: Span, sums: readonly DeltaSum[]): Promise<void> {
  const changes = gatherChanges(span, sums)
  if (changes.length === 0) return
  const stored = await readSummaries(tx, changes)
  const changed = changes.map((change) => {
    const summary = stored.get(keyOf(change)) ?? emptySummary()
    return { ...change, summary, isExtremeGone: apply(summary, change) }
  })
  const unsure = changed.filter(({ isExtremeGone, summary }) => isExtremeGone && summary.closed !== 0)
  if (span === spans[0]) await askForExtremes(tx, unsure)
  await deleteSummaries(
    tx,
    changed.filter(({ summary }) => isEmpty(summary)),
  )
  await writeSummaries(
    tx,
    changed.filter(({ summary }) => !isEmpty(summary)),
  )
  if (span !== spans[0]) await takeExtremesFromQuarters(tx, unsure)
}

function gatherChanges(span: Span, sums: readonly DeltaSum[]): Change[] {
  const changes = new Map<string, Change>()
  for (const sum of sums) {
    const key = { span, start: startOfSpan(sum.quarter, span), status: sum.key }
    const change = changes.get(keyOf(key)) ?? { ...key, stays: [], standings: [] }
    changes.set(keyOf(key), change)
    if (sum.kind === 'stay') change.stays.push(sum)
    else change.standings.push(sum)
  }
  return [...changes.values()]
}

/**
 * Adds a change to a summary. True when a stay went that was as short or as long as the extremes are now.
 *
 * What comes is never set off against what goes: extremes that were looked up may know already that a stay is gone, but
 * not yet that as long a one is coming.
 */
function apply(summary: StatusSummary, { stays, standings }: Change): boolean {
  for (const { added, removed } of standings) summary.open += added + removed
  for (const { ms, added, removed } of stays) {
    if (added !== 0) addStays(summary, ms, added)
    if (removed !== 0) addStays(summary, ms, removed)
  }
  if (summary.closed === 0) Object.assign(summary, { minMs: null, maxMs: null })
  return stays.some(({ ms, removed }) => removed !== 0 && (ms === summary.minMs || ms === summary.maxMs))
}

/** Looks into the events. These may be ahead of the deltas: what they know already is folded soon, and changes nothing. */
async function askForExtremes(
  tx: Transaction,
  unsure: readonly (SummaryKey & { summary: StatusSummary })[],
): Promise<void> {
  if (unsure.length === 0) return
  const found = await readExtremes(tx, unsure)
  for (const one of unsure) {
    const extremes = found.get(keyOf(one))
    Object.assign(one.summary, extremes ?? { minMs: null, maxMs: null })
  }
}

function keyOf({ start, status }: Pick<SummaryKey, 'start' | 'status'>): string {
  return `${start} ${status}`
}
