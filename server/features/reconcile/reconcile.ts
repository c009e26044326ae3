import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { isLockTimeout, isOvertaken } from '../../platform/database/database-refusals.ts'
import { PlainError } from '../../platform/errors.ts'
import type { Principal } from '../../platform/principal.ts'
import { findDifferences, mendTable } from './compare-queries.ts'
import { countedTables } from './counted-tables.ts'
import { mendOrders } from './mend-orders-queries.ts'
import { type ReadArchivedOrders, recomputeEverything } from './recompute-everything.ts'
import type { Difference, Reconciliation } from './reconciliation.ts'
import { deleteDeltas, inSnapshot, withoutFolding } from './snapshot-queries.ts'

export interface Reconcile {
  readArchivedOrders?: ReadArchivedOrders
  /** Who mends what differs; without it, nothing is changed. */
  repairAs?: Principal
}

/** How many differences of each table are named. */
const namedMax = 20
const attemptsMax = 3

/**
 * Computes everything that is counted again from the orders, their events and the barcodes, and compares: in one snapshot
 * and beside everything that goes on, for what is stored and what waits to be folded must add up to it.
 * @throws PlainError when it cannot mend, because another one is at it or orders that differ change all the time
 */
export async function reconcile(db: Database, options: Reconcile = {}): Promise<Reconciliation> {
  const { repairAs } = options
  if (repairAs === undefined) return inSnapshot(db, async (tx) => (await compare(tx, options)).found)
  try {
    // Orders go on coming in meanwhile; only what they change is counted later.
    return await withoutFolding(db, (connection) => mendUntilDone(connection, { ...options, repairAs }))
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    throw new PlainError('the numbers are being mended or counted elsewhere: try again later', undefined, {
      cause: error,
    })
  }
}

async function mendUntilDone(db: Database, options: Mend): Promise<Reconciliation> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inSnapshot(db, (tx) => mend(tx, options))
    } catch (error) {
      if (!isOvertaken(error)) throw error
      const line = 'what differs was changed meanwhile, each time: try again later'
      if (attempt === attemptsMax) throw new PlainError(line, undefined, { cause: error })
    }
  }
}

type Mend = Reconcile & Required<Pick<Reconcile, 'repairAs'>>

async function mend(tx: Transaction, options: Mend): Promise<Reconciliation> {
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
  await recordChange(tx, options.repairAs, { action: 'numbers.mend', details: { ...found.counts } })
  return { ...found, mended }
}

async function compare(tx: Transaction, { readArchivedOrders = refuseArchived }: Reconcile) {
  const findings = createFindings()
  const tell = (one: Difference) => findings.add(one.table, 1, [one])
  const recomputation = await recomputeEverything(tx, { readArchivedOrders, tell })
  await recomputation.fill('left-out')
  for (const table of countedTables) {
    const { count, first } = await findDifferences(tx, table, namedMax)
    findings.add(table.name, count, first)
  }
  const { orders, events } = recomputation
  const found: Reconciliation = { orders, events, ...findings.sum(), mended: 0 }
  return { found, recomputation }
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

function refuseArchived(): never {
  throw new Error('whoever compares archived orders says where their events are')
}
