import type { Database, Transaction } from '../../../platform/database/database.ts'
import {
  addLifetimes,
  addThroughput,
  addTotals,
  becomeFolder,
  type DeltaSum,
  takeDeltas,
} from './deltas-queries.ts'
import { foldStatusDeltas } from './fold-status-deltas.ts'
import { spans, startOfSpan } from './spans.ts'

/** How many deltas one transaction takes: it stays short, and however much waits, memory stays small. */
export const deltasMax = 20_000

/**
 * Adds the oldest deltas into the summaries and takes them away, in one transaction: each counts exactly once, whoever
 * dies. Any number may call it anywhere, one folds at a time.
 * @param busy what is done while another one folds: nothing, or wait for it to end
 * @returns how many were folded: 0 when none is left, or another one folds and was not waited for
 */
export async function foldDeltas(db: Database, busy: 'skip' | 'wait' = 'skip'): Promise<{ folded: number }> {
  return db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (tx) => {
      if (!(await becomeFolder(tx, busy))) return { folded: 0 }
      // In the order of the ids: whoever takes a stay back has waited for the lock of the order's row, so what it takes
      // back was committed before, with a lower id, and is counted in an earlier batch or in the same.
      const sums = await takeDeltas(tx, deltasMax)
      await foldStatusDeltas(tx, sums)
      await foldOrders(tx, of('order', sums))
      await foldTotals(tx, sums)
      return { folded: sums.reduce((folded, { deltas }) => folded + deltas, 0) }
    })
}

async function foldOrders(tx: Transaction, sums: readonly DeltaSum[]): Promise<void> {
  if (sums.length === 0) return
  await addLifetimes(tx, sums)
  const counts = spans.flatMap((span) => {
    const byStart = sumBy(sums, ({ quarter }) => startOfSpan(quarter, span))
    return [...byStart].map(([start, orders]) => ({ span, start, orders }))
  })
  await addThroughput(tx, counts)
}

async function foldTotals(tx: Transaction, sums: readonly DeltaSum[]): Promise<void> {
  const counts = [
    ...[...sumBy(of('total', sums), ({ name }) => name)].map(([name, value]) => ({ name, key: 0, value })),
    ...[...sumBy(of('order', sums), () => 'orders')].map(([name, value]) => ({ name, key: 0, value })),
    ...[...sumBy(of('standing', sums), ({ key }) => key)].map(([key, value]) => ({
      name: 'standing',
      key,
      value,
    })),
  ]
  await addTotals(
    tx,
    counts.filter(({ value }) => value !== 0),
  )
}

function of(kind: DeltaSum['kind'], sums: readonly DeltaSum[]): DeltaSum[] {
  return sums.filter((sum) => sum.kind === kind)
}

function sumBy<Key>(sums: readonly DeltaSum[], keyOf: (sum: DeltaSum) => Key): Map<Key, number> {
  const found = new Map<Key, number>()
  for (const sum of sums) found.set(keyOf(sum), (found.get(keyOf(sum)) ?? 0) + sum.added + sum.removed)
  return found
}
