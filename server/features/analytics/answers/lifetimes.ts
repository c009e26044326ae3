import type { CustomerLifetime, LifetimeFilter, LifetimesQuery } from '#contract/analytics.ts'
import type { Page } from '#contract/lists.ts'
import type { Fault } from '#contract/problem.ts'
import { streamRows } from '../../../platform/database/stream-rows.ts'
import type { Position } from '../../../platform/http/cursor.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import {
  allLifetimes,
  findLifetime,
  type LifetimePosition,
  type LifetimeRow,
  listLifetimeRows,
} from './lifetimes-queries.ts'

/** A page of the customers who ordered. @throws ProblemError 422 for a time that there is not, or a foreign cursor */
export async function listLifetimes(
  { db, cursors }: Call,
  { limit, cursor, ...filter }: LifetimesQuery,
): Promise<Page<CustomerLifetime>> {
  refuseImpossibleTimes(filter)
  const filters = asTexts(filter)
  const after = cursor === undefined ? undefined : readPosition(cursors.decode(cursor, filters))
  const rows = await listLifetimeRows(db, filter, { after, limit: limit + 1 })
  const page = pageOf(rows, (row) => positionOf(row, filter), { cursors, filters, limit })
  return { ...page, items: page.items.map(toLifetime) }
}

/** All of them. @throws ProblemError 422 for a time that there is not */
export function downloadLifetimes({ db }: Call, filter: LifetimeFilter, signal: AbortSignal): CsvFile {
  refuseImpossibleTimes(filter)
  return {
    fileName: 'customer-lifetimes.csv',
    header: ['customer_id', 'orders', 'first_order_at', 'last_order_at', 'average_days_between_orders'],
    rows: readLines(streamRows(db, allLifetimes(filter), { signal })),
  }
}

/** What one customer ordered so far. @throws ProblemError 404 when there is no such customer */
export async function getLifetime({ db }: Call, customerId: string): Promise<CustomerLifetime> {
  const row = await findLifetime(db, customerId)
  if (row === undefined) throw new ProblemError({ code: 'not-found', detail: 'There is no such customer.' })
  return toLifetime(row)
}

const dayMs = 86_400_000

function toLifetime({ public_id, orders, first_order_at, last_order_at }: LifetimeRow): CustomerLifetime {
  const first = first_order_at?.getTime() ?? 0
  const last = last_order_at?.getTime() ?? 0
  return {
    customerId: public_id,
    orders,
    firstOrderAt: first_order_at?.toISOString() ?? null,
    lastOrderAt: last_order_at?.toISOString() ?? null,
    averageDaysBetweenOrders: orders < 2 ? null : (last - first) / ((orders - 1) * dayMs),
  }
}

function positionOf(row: LifetimeRow, { sort }: LifetimeFilter): Position {
  const values = {
    orders: row.orders,
    firstOrderAt: row.first_order_at?.toISOString() ?? null,
    lastOrderAt: row.last_order_at?.toISOString() ?? null,
  }
  return [values[sort], row.key]
}

function readPosition([value, key]: (string | number | null)[]): LifetimePosition {
  return { value: typeof value === 'number' ? value : new Date(String(value)), key: Number(key) }
}

function asTexts(filter: LifetimeFilter): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]))
}

const times = ['firstFrom', 'firstTo', 'lastFrom', 'lastTo'] as const

/** RFC 3339 has leap seconds, which no clock here can show. */
function refuseImpossibleTimes(filter: LifetimeFilter): void {
  const errors = times
    .filter((name) => Number.isNaN(Date.parse(filter[name] ?? '1970-01-01T00:00:00Z')))
    .map(
      (name): Fault => ({
        pointer: `/${name}`,
        code: 'format-wrong',
        message: 'is no time that can be reckoned with',
      }),
    )
  if (errors.length > 0)
    throw new ProblemError({ code: 'values-invalid', detail: 'A time cannot be reckoned with.', errors })
}

async function* readLines(rows: AsyncIterable<LifetimeRow>): AsyncGenerator<(string | number)[]> {
  for await (const row of rows) {
    const { customerId, orders, firstOrderAt, lastOrderAt, averageDaysBetweenOrders } = toLifetime(row)
    yield [customerId, orders, firstOrderAt ?? '', lastOrderAt ?? '', averageDaysBetweenOrders ?? '']
  }
}
