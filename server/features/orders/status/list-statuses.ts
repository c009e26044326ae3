import type { Page } from '#contract/lists.ts'
import { groupMoves, orderStatuses } from '#contract/order-statuses.ts'
import type { OrderStatus } from '#contract/orders.ts'
import { isEnd } from '../lifecycle/status-table.ts'

/** Every status that Docket knows, with what may follow it. One list, which has no next page. */
export function listStatuses(): Page<OrderStatus> {
  const items = orderStatuses.map(({ code, name, group }) => ({
    ...{ status: code, statusName: name, group },
    isEnd: isEnd(group),
    nextGroups: [...groupMoves[group]],
  }))
  return { items, nextCursor: null, total: items.length }
}
