import { type ArchiveWish, archiveOrders, monthsKeptByDefault } from '../features/archive/archive-orders.ts'
import type { ArchiveSummary } from '../features/archive/archive-run.ts'
import { printJson, printLines, sayOnStderr, withCall } from './with-call.ts'

/** `docket archive`: moves what ended long ago into files, and prints what was moved. */
export async function archive({ json, ...wish }: ArchiveWish & { json: boolean }): Promise<void> {
  const done = await withCall('docket archive', (call) => {
    const monthsKept = wish.monthsKept ?? call.config.archiveAfterMonths ?? monthsKeptByDefault
    return archiveOrders({ ...call, say: sayOnStderr }, { monthsKept, ...wish })
  })
  if (json) return printJson(done)
  const moved = done.archives.map(describe)
  const dropped = done.monthsDropped.map((month) => `${month}: no events are left in the database`)
  printLines(
    moved.length + dropped.length > 0
      ? [...moved, ...dropped]
      : [`nothing to archive from before ${done.before}`],
  )
}

function describe({ name, orders, events, left, bytes }: ArchiveSummary): string {
  const stayed = left === 0 ? '' : `, ${left} orders changed meanwhile and stayed`
  return `${name}: ${orders} orders with ${events} events in ${bytes} bytes${stayed}`
}
