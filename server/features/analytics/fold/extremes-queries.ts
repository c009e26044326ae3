import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'

interface Extremes {
  minMs: number
  maxMs: number
}

/**
 * The shortest and the longest closed stay that began in each of these quarters and statuses, by what counts among the
 * events now, those of archived orders included; by start and status. Quarters without any are left out.
 */
export async function readExtremes(
  tx: Transaction,
  quarters: readonly { start: number; status: number }[],
): Promise<Map<string, Extremes>> {
  const { rows } = await sql<{ start: number; status: number; min_ms: number; max_ms: number }>`
    select wanted.start, wanted.status, min(stay.min_ms)::bigint as min_ms, max(stay.max_ms)::bigint as max_ms
    from unnest(
      ${quarters.map(({ start }) => start)}::bigint[], ${quarters.map(({ status }) => status)}::integer[]
    ) as wanted (start, status)
    cross join lateral (
      select ms as min_ms, ms as max_ms
      from order_events entering
      cross join lateral (
        select extract(epoch from at - entering.at) * 1000 as ms from order_events
        where order_id = entering.order_id and applied and at >= entering.at and (at, id) > (entering.at, entering.id)
        order by at, id limit 1
      ) as leaving
      where entering.at >= to_timestamp(wanted.start / 1000.0)
        and entering.at < to_timestamp(wanted.start / 1000.0) + interval '15 minutes'
        and entering.status = wanted.status and entering.applied
      union all
      select archived.min_ms, archived.max_ms from archive_extremes archived
      where archived.start = to_timestamp(wanted.start / 1000.0) and archived.status = wanted.status
    ) as stay
    group by wanted.start, wanted.status
  `.execute(tx)
  return new Map(
    rows.map(({ start, status, min_ms, max_ms }) => [`${start} ${status}`, { minMs: min_ms, maxMs: max_ms }]),
  )
}
