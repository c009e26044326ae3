import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { isLockTimeout, isOvertaken } from '../../platform/database/database-refusals.ts'
import { PlainError } from '../../platform/errors.ts'
import type { Principal } from '../../platform/principal.ts'
import type { ArchiveSource } from '../orders/archived/archive-source.ts'
import { findDifferences, mendTable } from './compare-queries.ts'
import { countedTables } from './counted-tables.ts'
import { mendOrders } from './mend-orders-queries.ts'
import { recomputeEverything } from './recompute-everything.ts'
import type { Difference, Reconciliation } from './reconciliation.ts'
import { deleteDeltas, inSnapshot, insertReconciliation, withoutFolding } from './snapshot-queries.ts'

export interface Reconcile {
  /** Who mends what differs; without it, nothing is changed. */
  repairAs?: Principal
  /** Gives it up between two steps, with nothing changed. */
  signal?: AbortSignal
}

/** How many differences of each table are named. */
const namedMax = 20
const attemptsMax = 3

/**
 * Computes everything that is counted again from the orders, their events and the barcodes, and compares: in one snapshot
 * and beside everything that goes on, for what is stored and what waits to be folded must add up to it.
 * @throws PlainError when it cannot mend, because another one is at it or what differs changes all the time
 * @throws ProblemError when the files of an archive are missing or damaged
 */
export async function reconcile(
  { config, db }: ArchiveSource,
  { repairAs, signal }: Reconcile = {},
): Promise<Reconciliation> {
  const options = { config, signal }
  if (repairAs === undefined)
    return inSnapshot(db, async (tx) => keep(tx, (await compare(tx, options)).found))
  try {
    // Orders go on coming in meanwhile; only what they change is counted later.
    return await withoutFolding(db, (connection) => mendUntilDone(connection, repairAs, options))
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    const line = 'the numbers are being mended or counted elsewhere: try again later'
    throw new PlainError(line, undefined, { cause: error })
  }
}

async function mendUntilDone(db: Database, mender: Principal, options: Compare): Promise<Reconciliation> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inSnapshot(db, async (tx) => keep(tx, await mend(tx, mender, options)))
    } catch (error) {
      if (!isOvertaken(error)) throw error
      const line = 'what differs was changed meanwhile, each time: try again later'
      if (attempt === attemptsMax) throw new PlainError(line, undefined, { cause: error })
    }
  }
}

async function mend(tx: Transaction, mender: Principal, options: Compare): Promise<Reconciliation> {
  const { found, recomputation } = await compare(tx, options)
  if (found.differences === 0) return found
  let mended = await mendOrders(tx)
  // What waits to be folded may be wrong itself, so nothing of it is left.
  await recomputation.fill('counted')
  for (const table of countedTables) {
    await mendTable(tx, table)
    mended += found.counts[table.name] ?? 0
  }
  await deleteDeltas(tx)
  await recordChange(tx, mender, { action: 'numbers.mend', details: { ...found.counts } })
  return { ...found, mended }
}

interface Compare {
  config: ArchiveSource['config']
  signal: AbortSignal | undefined
}

async function compare(tx: Transaction, { config, signal }: Compare) {
  const findings = createFindings()
  const tell = (one: Difference) => findings.add(one.table, 1, [one])
  const recomputation = await recomputeEverything(tx, { config, signal, tell })
  await recomputation.fill('left-out')
  for (const table of countedTables) {
    signal?.throwIfAborted()
    const { count, first } = await findDifferences(tx, table, namedMax)
    findings.add(table.name, count, first)
  }
  const { orders, events } = recomputation
  const found: Reconciliation = { orders, events, ...findings.sum(), mended: 0 }
  return { found, recomputation }
}

async function keep(tx: Transaction, found: Reconciliation): Promise<Reconciliation> {
  await insertReconciliation(tx, found)
  return found
}

function createFindings() {
  const counts: Record<string, number> = {}
  const first: Difference[] = []
  return {
    add(table: string, count: number, some: readonly Difference[]) {
      const before = counts[table] ?? 0
      if (count > 0) counts[table] = before + count
      first.push(...some.slice(0, Math.max(0, namedMax - before)))
    },
    sum: () => ({ counts, first, differences: Object.values(counts).reduce((sum, count) => sum + count, 0) }),
  }
}
