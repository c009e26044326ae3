import { sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'
import { streamWithin } from '../../platform/database/stream-within.ts'
import { pack, unpack } from '../analytics/fold/histogram.ts'
import type { Span } from '../analytics/fold/spans.ts'
import type { StatusSummary } from '../analytics/fold/status-summary.ts'

import type { Pending } from './expected-queries.ts'

/** A summary, or a part of one; `start` in milliseconds since 1970. */
export interface PartialSummary {
  span: Span
  start: number
  status: number
  summary: StatusSummary
  /** Whether deltas wait that change it: its extremes cannot be told yet. */
  isUnsure: boolean
}

/** Sets parts of the summaries of quarters aside. */
export async function insertPartialSummaries(
  tx: Transaction,
  parts: readonly PartialSummary[],
): Promise<void> {
  await insertSummaries(tx, 'partial_summaries', parts)
}

/** Stores what summaries should be. */
export async function insertExpectedSummaries(
  tx: Transaction,
  rows: readonly PartialSummary[],
): Promise<void> {
  await insertSummaries(tx, 'expected_status_summaries', rows)
}

/** Reads the parts that were set aside, by day, status and quarter; those of deltas only where these are left out. */
export async function* readPartialSummaries(
  tx: Transaction,
  pending: Pending,
): AsyncGenerator<PartialSummary[], void, undefined> {
  const query = sql<PartialRow>`
    select span_seconds as span, (date_part('epoch', start) * 1000)::bigint as start, status, closed,
      total_ms::text as "totalMs", min_ms as "minMs", max_ms as "maxMs", open, histogram, unsure
    from partial_summaries where unsure is false or ${sql.lit(pending === 'left-out')}
    order by date_bin('1 day', start, timestamptz '1970-01-01Z'), status, partial_summaries.start`
  for await (const rows of streamWithin(tx, query)) yield rows.map(toPart)
}

interface PartialRow extends Omit<StatusSummary, 'totalMs' | 'histogram'> {
  span: Span
  start: number
  status: number
  totalMs: string
  histogram: Buffer
  unsure: boolean
}

async function insertSummaries(
  tx: Transaction,
  table: 'partial_summaries' | 'expected_status_summaries',
  rows: readonly PartialSummary[],
): Promise<void> {
  if (rows.length === 0) return
  const of = <T>(read: (summary: StatusSummary) => T) => rows.map(({ summary }) => read(summary))
  await sql`
    insert into ${sql.table(table)}
      (span_seconds, start, status, closed, total_ms, min_ms, max_ms, open, histogram, unsure)
    select span, to_timestamp(start / 1000.0), status, closed, total_ms, min_ms, max_ms, open, histogram, unsure
    from unnest(
      ${rows.map(({ span }) => span)}::integer[], ${rows.map(({ start }) => start)}::bigint[],
      ${rows.map(({ status }) => status)}::integer[], ${of(({ closed }) => closed)}::bigint[],
      ${of(({ totalMs }) => `${totalMs}`)}::bigint[], ${of(({ minMs }) => minMs)}::bigint[],
      ${of(({ maxMs }) => maxMs)}::bigint[], ${of(({ open }) => open)}::bigint[],
      ${of(({ histogram }) => pack(histogram))}::bytea[], ${rows.map(({ isUnsure }) => isUnsure)}::boolean[]
    ) as fresh (span, start, status, closed, total_ms, min_ms, max_ms, open, histogram, unsure)
  `.execute(tx)
}

function toPart({ span, start, status, histogram, totalMs, unsure, ...summary }: PartialRow): PartialSummary {
  return {
    span,
    start,
    status,
    isUnsure: unsure,
    summary: { ...summary, totalMs: BigInt(totalMs), histogram: unpack(histogram) },
  }
}
