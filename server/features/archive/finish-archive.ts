import type { KeyObject } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Database } from '../../platform/database/database.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import { type ArchivedOrder, fromRows, type OrderRows } from '../orders/archived/archived-order.ts'
import { type OpenArchive, openArchive, readGroup } from '../orders/archived/read-group.ts'
import { recordExtremes } from '../orders/archived/record-extremes.ts'
import { loadKeys, loadOrders, lockEnded, moveOrders } from './archive-queries.ts'
import { type ArchiveRun, nameOf } from './archive-run.ts'
import { type ArchiveRow, findArchiveRow, listFiles, setState } from './archive-state-queries.ts'
import { verifyFiles } from './verify-files.ts'

/** Reads a written archive back, lets the database go of what it holds, and says so. */
export async function finishArchive(run: ArchiveRun, id: number): Promise<void> {
  const archive = await openArchive(run, id)
  try {
    const written = await requireRow(run.db, id)
    if (written.state === 'written') await verify(run, written, archive)
    await drop(run, id, archive)
    await end(run, await requireRow(run.db, id))
  } finally {
    await archive.close()
  }
}

/** Nothing is dropped before all of it was read back. What cannot be read is written anew by the next run. */
async function verify(run: ArchiveRun, row: ArchiveRow, archive: OpenArchive): Promise<void> {
  try {
    await verifyFiles(run, row, archive)
    await setState(run.db, row.id, 'verified')
  } catch (error) {
    if (error instanceof ProblemError) await setState(run.db, row.id, 'writing')
    throw error
  }
}

async function drop(run: ArchiveRun, archiveId: number, archive: OpenArchive): Promise<void> {
  for (const group of await archive.listGroups()) {
    run.stopping.throwIfAborted()
    const rows = await readGroup(archive, group)
    await run.db.transaction().execute(async (tx) => {
      const keys = await lockEnded(
        tx,
        rows.map(({ order }) => order.order_key),
      )
      const equal = await findEqual(tx, rows, keys)
      if (equal.length === 0) return
      await recordExtremes(tx, archiveId, equal)
      await moveOrders(tx, archiveId, equal)
    })
  }
}

/** Those of these orders that are in the files exactly as they are in the database, row by row. */
async function findEqual(
  db: Database,
  rows: readonly OrderRows[],
  orderKeys: readonly number[],
): Promise<ArchivedOrder[]> {
  const stored = await loadOrders(db, orderKeys)
  const keys = await loadKeys(db, [...new Set(stored.map(({ customerKey }) => customerKey))])
  const byKey = new Map(rows.map((row) => [row.order.order_key, row]))
  return stored.filter((order) => {
    const row = byKey.get(order.key)
    if (row === undefined || !keys.has(order.customerKey)) return false
    // Erased meanwhile: the file has what the database has no longer, and nobody can read it there.
    return isDeepStrictEqual(open(row, keys.get(order.customerKey)), order)
  })
}

function open(row: OrderRows, key: KeyObject | undefined): ArchivedOrder | undefined {
  try {
    return fromRows(row, key)
  } catch {
    // Sealed with a key that was taken away since.
    return undefined
  }
}

async function end({ db, principal, archives, say }: ArchiveRun, row: ArchiveRow): Promise<void> {
  const files = await listFiles(db, row.id)
  const summary = {
    name: nameOf(row),
    orders: row.archived,
    events: row.events,
    left: row.orders - row.archived,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  }
  await db.transaction().execute(async (tx) => {
    await setState(tx, row.id, 'dropped')
    const { name, ...details } = summary
    await recordChange(tx, principal, { action: 'orders.archive', subjectId: name, details })
  })
  archives.push(summary)
  say?.(`archived ${summary.orders} orders in ${summary.name}`)
}

async function requireRow(db: Database, id: number): Promise<ArchiveRow> {
  const row = await findArchiveRow(db, id)
  if (row === undefined) throw new Error('the archive is gone')
  return row
}
