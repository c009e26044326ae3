import type { Transaction } from '../../platform/database/database.ts'
import { type Span, spans, startOfSpan } from '../analytics/fold/spans.ts'
import {
  addStays,
  addSummary,
  emptySummary,
  isEmpty,
  type StatusSummary,
} from '../analytics/fold/status-summary.ts'
import type { Stay } from '../orders/lifecycle/fold-events.ts'
import type { Pending } from './expected-queries.ts'
import {
  insertExpectedSummaries,
  insertPartialSummaries,
  type PartialSummary,
  readPartialSummaries,
} from './summaries-queries.ts'

/** Sums stays up in flat memory: what does not fit is set aside in the database, and put together at the end. */
export interface SummaryCollector {
  add(stay: Stay): Promise<void>
  /** Takes back what deltas that wait will add: the stored summaries do not have it yet. */
  takeBack(pending: { status: number; at: number; ms: number | null; change: number }): Promise<void>
  /** Stores what the summaries of all spans should be, with or without what was taken back. */
  finish(pending: Pending): Promise<void>
}

/** How many summaries are held in memory at most. */
const heldMax = 20_000
const writtenTogether = 2_000

export function createSummaryCollector(tx: Transaction): SummaryCollector {
  const held = new Map<string, PartialSummary>()

  async function setAside(): Promise<void> {
    const parts = [...held.values()]
    held.clear()
    for (let at = 0; at < parts.length; at += writtenTogether)
      await insertPartialSummaries(tx, parts.slice(at, at + writtenTogether))
  }

  async function findPart(at: number, status: number, isUnsure: boolean): Promise<PartialSummary> {
    const start = startOfSpan(at, spans[0])
    const key = `${start} ${status} ${isUnsure}`
    const found = held.get(key)
    if (found !== undefined) return found
    if (held.size >= heldMax) await setAside()
    const part = { span: spans[0], start, status, summary: emptySummary(), isUnsure }
    held.set(key, part)
    return part
  }

  return {
    async add({ status, enteredAt, ms }) {
      const { summary } = await findPart(enteredAt, status, false)
      count(summary, ms, 1)
    },
    async takeBack({ status, at, ms, change }) {
      const { summary } = await findPart(at, status, true)
      count(summary, ms, -change)
      // What is given back must leave the extremes alone, as what is taken back does.
      Object.assign(summary, { minMs: null, maxMs: null })
    },
    async finish(pending) {
      await setAside()
      await putTogether(tx, pending)
    },
  }
}

function count(summary: StatusSummary, ms: number | null, change: number): void {
  if (ms === null) summary.open += change
  else addStays(summary, ms, change)
}

/** Reads the parts day by day and status by status, and stores the quarters, the hours and the day that they make up. */
async function putTogether(tx: Transaction, pending: Pending): Promise<void> {
  const open = new Map<Span, PartialSummary>()
  let finished: PartialSummary[] = []
  const close = (part: PartialSummary | undefined) => {
    if (part === undefined || isEmpty(part.summary)) return
    if (part.summary.closed === 0) Object.assign(part.summary, { minMs: null, maxMs: null })
    finished.push(part)
  }
  for await (const parts of readPartialSummaries(tx, pending)) {
    for (const part of parts)
      for (const span of spans) {
        const start = startOfSpan(part.start, span)
        const current = open.get(span)
        if (current?.start === start && current.status === part.status) addPart(current, part)
        else {
          close(current)
          open.set(span, { ...part, ...copyOf(part), span, start })
        }
      }
    await insertExpectedSummaries(tx, finished)
    finished = []
  }
  for (const part of open.values()) close(part)
  await insertExpectedSummaries(tx, finished)
}

function addPart(to: PartialSummary, part: PartialSummary): void {
  addSummary(to.summary, part.summary)
  to.isUnsure ||= part.isUnsure
}

function copyOf({ summary }: PartialSummary): { summary: StatusSummary } {
  return { summary: { ...summary, histogram: new Map(summary.histogram) } }
}
