import { reconcile as compare } from '../features/reconcile/reconcile.ts'
import type { Difference, Reconciliation } from '../features/reconcile/reconciliation.ts'
import { type ExitCode, exitCodes } from '../platform/errors.ts'
import { oneLine } from '../platform/one-line.ts'
import { printJson, printLines, withCall } from './with-call.ts'

/**
 * `docket reconcile`: compares every number with the orders, their events and the barcodes, and prints what differs.
 * @returns 0 when nothing differs, or nothing any more; else 1
 */
export async function reconcile({ json, repair }: { json: boolean; repair: boolean }): Promise<ExitCode> {
  const startedAt = performance.now()
  const found = await withCall('docket reconcile', (call) =>
    compare(call, repair ? { repairAs: call.principal } : {}),
  )
  const elapsedMs = Math.round(performance.now() - startedAt)
  const isEqual = found.differences === found.mended
  if (json) printJson({ isEqual, ...found, elapsedMs })
  else printLines(describe(found))
  return isEqual ? exitCodes.ok : exitCodes.failed
}

function describe({ orders, events, differences, mended, counts, first }: Reconciliation): string[] {
  const compared = `compared with ${orders} orders and ${events} events`
  if (differences === 0) return [`the numbers are right: ${compared}`]
  const left = Object.entries(counts).flatMap(([table, count]) => {
    const unnamed = count - first.filter((difference) => difference.table === table).length
    return unnamed === 0 ? [] : [`${table}: ${unnamed} more`]
  })
  const sum = `${differences} differ, ${mended} of them mended; ${compared}`
  return [...first.map(describeOne), ...left, sum]
}

function describeOne({ table, key, stored, recomputed }: Difference): string {
  const show = (value: unknown) => (value === null ? 'none' : oneLine(JSON.stringify(value)))
  return `${table} ${show(key)}: stored ${show(stored)}, recomputed ${show(recomputed)}`
}
