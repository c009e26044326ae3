import type { Page, PageQuery } from '#contract/lists.ts'
import type { HistoryEntry } from '#contract/orders.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import type { ArchiveSource } from '../archived/archive-source.ts'
import { loadEvents } from '../events/load-events.ts'
import type { OrderEvent } from '../events/order-event.ts'
import { nameOfStatus } from '../lifecycle/status-table.ts'
import { refuseUnknownOrder } from '../reading/show-order.ts'
import { findOrder } from './order-state-queries.ts'

/** A page of what happened to an order, oldest first, with what was refused. @throws ProblemError 404 for no such order */
export async function listHistory(
  call: Call,
  publicId: string,
  { limit, cursor }: PageQuery,
): Promise<Page<HistoryEntry>> {
  const { cursors } = call
  const events = await loadShownEvents(call, publicId)
  const rest = cursor === undefined ? events : behind(events, cursors.decode(cursor, {}))
  const page = pageOf(rest, ({ at, id }) => [at.getTime(), id], { cursors, limit })
  return { ...page, items: page.items.map(toEntry), total: events.length }
}

/** The same, all of it, as a file. @throws ProblemError 404 for no such order */
export async function downloadHistory(call: Call, publicId: string): Promise<CsvFile> {
  const events = await loadShownEvents(call, publicId)
  return {
    fileName: `history-of-${publicId}.csv`,
    header: [
      ...['status', 'status_name', 'at', 'received_at'],
      ...['actor', 'source', 'reason', 'applied', 'refusal'],
    ],
    rows: readLines(events),
  }
}

/** What said again what the order was already adds nothing to its history. */
async function loadShownEvents(source: ArchiveSource, publicId: string): Promise<OrderEvent[]> {
  const order = (await findOrder(source.db, publicId)) ?? refuseUnknownOrder()
  const events = await loadEvents(source, order)
  return events.filter(({ refusal }) => refusal !== 'repeated')
}

function behind(events: readonly OrderEvent[], [afterAt, afterId]: readonly unknown[]): OrderEvent[] {
  const [ms, number] = [Number(afterAt), Number(afterId)]
  return events.filter(({ at, id }) => at.getTime() > ms || (at.getTime() === ms && id > number))
}

function toEntry({ status, at, receivedAt, actor, source, reason, refusal }: OrderEvent): HistoryEntry {
  return {
    status,
    statusName: nameOfStatus(status),
    at: at.toISOString(),
    receivedAt: receivedAt.toISOString(),
    ...{ actor, source, reason },
    applied: refusal === null,
    ...(refusal !== null && { refusal }),
  }
}

async function* readLines(events: readonly OrderEvent[]): AsyncGenerator<(string | number)[]> {
  for (const event of events) {
    const { status, statusName, at, receivedAt, actor, source, reason, applied, refusal } = toEntry(event)
    yield [
      ...[status, statusName ?? '', at, receivedAt, actor ?? '', source ?? '', reason ?? ''],
      ...[String(applied), refusal ?? ''],
    ]
  }
}
