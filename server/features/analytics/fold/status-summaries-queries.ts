import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import { pack, unpack } from './histogram.ts'
import type { Span } from './spans.ts'
import type { StatusSummary } from './status-summary.ts'

/** Names a row of the summaries; `start` in milliseconds since 1970. */
export interface SummaryKey {
  span: Span
  start: number
  status: number
}

interface SummaryRow {
  start: number
  status: number
  closed: number
  total_ms: string
  min_ms: number | null
  max_ms: number | null
  open: number
  histogram: Buffer
}

/** The summaries of one span that are stored, by start and status. */
export async function readSummaries(
  tx: Transaction,
  keys: readonly SummaryKey[],
): Promise<Map<string, StatusSummary>> {
  const { rows } = await sql<SummaryRow>`
    select wanted.start, wanted.status, closed, total_ms::text as total_ms, min_ms, max_ms, open, histogram
    from ${keysOf(keys)} join status_summaries
      on (status_summaries.span_seconds, status_summaries.start, status_summaries.status)
        = (wanted.span, to_timestamp(wanted.start / 1000.0), wanted.status)
  `.execute(tx)
  return new Map(rows.map((row) => [`${row.start} ${row.status}`, toSummary(row)]))
}

/** Stores the summaries in place of what is there. */
export async function writeSummaries(
  tx: Transaction,
  rows: readonly (SummaryKey & { summary: StatusSummary })[],
): Promise<void> {
  if (rows.length === 0) return
  const of = <T>(read: (summary: StatusSummary) => T) => rows.map(({ summary }) => read(summary))
  await sql`
    insert into status_summaries (span_seconds, start, status, closed, total_ms, min_ms, max_ms, open, histogram)
    select span, to_timestamp(start / 1000.0), status, closed, total_ms, min_ms, max_ms, open, histogram
    from unnest(
      ${rows.map(({ span }) => span)}::integer[], ${rows.map(({ start }) => start)}::bigint[],
      ${rows.map(({ status }) => status)}::integer[], ${of(({ closed }) => closed)}::bigint[],
      ${of(({ totalMs }) => `${totalMs}`)}::bigint[], ${of(({ minMs }) => minMs)}::bigint[],
      ${of(({ maxMs }) => maxMs)}::bigint[], ${of(({ open }) => open)}::bigint[],
      ${of(({ histogram }) => pack(histogram))}::bytea[]
    ) as fresh (span, start, status, closed, total_ms, min_ms, max_ms, open, histogram)
    on conflict (span_seconds, start, status) do update set
      closed = excluded.closed, total_ms = excluded.total_ms, min_ms = excluded.min_ms, max_ms = excluded.max_ms,
      open = excluded.open, histogram = excluded.histogram
  `.execute(tx)
}

/** Takes summaries away that count nothing any more. */
export async function deleteSummaries(tx: Transaction, keys: readonly SummaryKey[]): Promise<void> {
  if (keys.length === 0) return
  await sql`
    delete from status_summaries using ${keysOf(keys)}
    where (status_summaries.span_seconds, status_summaries.start, status_summaries.status)
      = (wanted.span, to_timestamp(wanted.start / 1000.0), wanted.status)
  `.execute(tx)
}

/** Sets the extremes of hours and days to those of their quarters. */
export async function takeExtremesFromQuarters(tx: Transaction, keys: readonly SummaryKey[]): Promise<void> {
  if (keys.length === 0) return
  await sql`
    update status_summaries set min_ms = quarters.min_ms, max_ms = quarters.max_ms
    from ${keysOf(keys)} cross join lateral (
      select min(min_ms) as min_ms, max(max_ms) as max_ms from status_summaries
      where span_seconds = 900 and status_summaries.status = wanted.status
        and start >= to_timestamp(wanted.start / 1000.0)
        and start < to_timestamp(wanted.start / 1000.0 + wanted.span)
    ) as quarters
    where (status_summaries.span_seconds, status_summaries.start, status_summaries.status)
      = (wanted.span, to_timestamp(wanted.start / 1000.0), wanted.status)
  `.execute(tx)
}

function keysOf(keys: readonly SummaryKey[]) {
  return sql`unnest(
    ${keys.map(({ span }) => span)}::integer[], ${keys.map(({ start }) => start)}::bigint[],
    ${keys.map(({ status }) => status)}::integer[]
  ) as wanted (span, start, status)`
}

function toSummary(row: SummaryRow): StatusSummary {
  return {
    closed: row.closed,
    totalMs: BigInt(row.total_ms),
    minMs: row.min_ms,
    maxMs: row.max_ms,
    open: row.open,
    histogram: unpack(row.histogram),
  }
}
