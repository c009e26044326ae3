import { groupMoves, orderStatuses, type StatusGroup, statusGroups } from '#contract/order-statuses.ts'
import type { NextStatus } from '#contract/orders.ts'

interface KnownStatus {
  code: number
  name: string
  group: StatusGroup
}

const byCode = new Map<number, KnownStatus>(orderStatuses.map((known) => [known.code, known]))
const codeByName = new Map<string, number>(orderStatuses.map(({ code, name }) => [name, code]))

/** The name of a status; null for a code that Docket does not know. */
export function nameOfStatus(code: number): string | null {
  return byCode.get(code)?.name ?? null
}

/** The code of the status with this name. */
export function codeOfStatus(name: string): number | undefined {
  return codeByName.get(name)
}

/** The group that an order of `group` has with this status: a code that Docket does not know leaves it where it is. */
export function groupAfter(group: StatusGroup | undefined, code: number): StatusGroup {
  return byCode.get(code)?.group ?? group ?? 'received'
}

/** True for the groups that nothing leads out of. */
export function isEnd(group: StatusGroup): boolean {
  return groupMoves[group].length === 0
}

/** True for known statuses that end an order: there is no stay in them. */
export function isEndStatus(code: number): boolean {
  const group = byCode.get(code)?.group
  return group !== undefined && isEnd(group)
}

/**
 * Whether an order of `group` may get the status without force (spec 4.2). A code that Docket does not know blocks
 * nothing and moves nothing, so it may come at any time before the end.
 */
export function mayFollow(group: StatusGroup, code: number): boolean {
  const known = byCode.get(code)
  if (known === undefined) return !isEnd(group)
  return nextGroups(group).includes(known.group)
}

/** What the status of an order may become without force, by group and in the order of the table. */
export function nextStatuses({ status, group }: { status: number; group: StatusGroup }): NextStatus[] {
  const groups = nextGroups(group)
  return statusGroups
    .filter((next) => groups.includes(next))
    .flatMap((next) => orderStatuses.filter((known) => known.group === next && known.code !== status))
    .map(({ code, name, group: next }) => ({ status: code, statusName: name, group: next }))
}

function nextGroups(group: StatusGroup): readonly StatusGroup[] {
  return groupMoves[group]
}
