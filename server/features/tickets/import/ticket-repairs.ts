import type { Fault } from '#contract/problem.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import type { RepairOrigin, RepairOutcome, RepairRow, RepairTarget } from '../../imports/repair-target.ts'
import { refuseRepair } from '../../imports/repairs/refuse-repair.ts'
import { orderColumns } from '../check-ticket-rows.ts'
import { findRefused, policyOf } from './compare-rows.ts'
import { keepFound } from './compare-rows-queries.ts'
import { makeMonthsOfImport } from './make-months-of-import.ts'
import { checkMendedRow, type MendedRow } from './mended-row.ts'
import { mergeSold } from './merge-sold.ts'
import { mergeUnsold } from './merge-unsold.ts'
import { comparingSteps } from './ticket-phases.ts'
import { toRowError } from './ticket-reason.ts'
import { shownNames } from './ticket-rejects.ts'
import { listTicketFiles } from './ticket-rejects-queries.ts'
import {
  countRejects,
  findRejectedLines,
  findRepairedLines,
  findStillRefused,
  isOfReopenedOrder,
  isReopened,
  keepReplaced,
  readOptions,
  reopenedOnly,
  reopenRows,
  setSavepoint,
  stageMended,
  undoToSavepoint,
} from './ticket-repairs-queries.ts'
import { barcodesPart, ordersPart, type TicketTables, ticketTables } from './ticket-tables-queries.ts'

/**
 * Takes mended rows back into a job of tickets. They count as coming behind all rows of the files, and every row that
 * other rows or what is stored refused is looked at again: the barcodes of an order that was mended become known. Rows that
 * stand, stay.
 */
export const ticketRepairs: RepairTarget = {
  columns: [...orderColumns, 'barcode'],
  prepare: makeMonthsOfImport,
  repair,
}

async function repair(
  tx: Transaction,
  jobId: number,
  rows: readonly RepairRow[],
  origin: RepairOrigin,
): Promise<RepairOutcome> {
  const names = shownNames(await listTicketFiles(tx, jobId))
  const placed = rows.map((row) => ({ ...row, part: partOf(row, names) }))
  const rejected = await findRejectedLines(tx, jobId, placed)
  const repairedBefore = await findRepairedLines(tx, jobId, placed, origin.sha256)
  refuseUnknown(placed, (row) => rejected.has(placeKey(row)) || repairedBefore.has(placeKey(row)))
  const checked = placed.flatMap((row) => {
    const rowNumber = rejected.get(placeKey(row))
    return rowNumber === undefined ? [] : [checkMendedRow(row, rowNumber)]
  })
  const before = await countRejects(tx, jobId)
  const right = checked.filter(({ faults }) => faults.length === 0)
  const collided = await storeThoseThatStand(tx, jobId, right, origin)
  const moved = before - (await countRejects(tx, jobId))
  const stillInvalid = [...checked.filter(({ faults }) => faults.length > 0), ...collided]
  return {
    repaired: right.length - collided.length + repairedBefore.size,
    stillInvalid: stillInvalid
      .toSorted((a, b) => a.part - b.part || a.line - b.line)
      .map(({ part, line, faults }) => ({ file: names[part] ?? '', line, errors: faults.map(toRowError) })),
    counted: { processed: 0, valid: moved, invalid: -moved, suspicious: 0 },
  }
}

/** A row of the request with the file it is for. */
type PlacedRow = RepairRow & { part: number }

function placeKey({ part, line }: { part: number; line: number }): string {
  return `${part}:${line}`
}

/** @throws ProblemError 422 when a row does not say which file it is for */
function partOf({ file, pointer }: RepairRow, names: readonly string[]): number {
  const part = names.indexOf(file ?? '')
  if (part >= 0) return part
  const message = `must name one of the job's files: ${names.join(', ')}`
  throw refuseRepair('values-invalid', [{ pointer: `${pointer}/file`, code: 'value-unknown', message }])
}

function refuseUnknown(rows: readonly PlacedRow[], isKnown: (row: PlacedRow) => boolean): void {
  const faults = rows
    .filter((row) => !isKnown(row))
    .map(
      ({ pointer, line }): Fault => ({
        pointer,
        code: 'value-unknown',
        message: `is for line ${line}, which is no rejected row of this job, or no longer: download the rejects again`,
      }),
    )
  if (faults.length > 0) throw refuseRepair('values-invalid', faults)
}

/**
 * Stores the mended rows that stand beside all others. One that does not leaves its old row as it was, which may change what the
 * others come to: so all is undone and done again without it. Returns those, with why.
 */
async function storeThoseThatStand(
  tx: Transaction,
  jobId: number,
  mended: readonly MendedRow[],
  origin: RepairOrigin,
): Promise<MendedRow[]> {
  const collided: MendedRow[] = []
  let left = [...mended]
  await setSavepoint(tx)
  while (left.length > 0) {
    await keepReplaced(tx, jobId, left, origin)
    const refused = await resolveAgain(tx, ticketTables(jobId), left)
    if (refused.length === 0) return collided
    await undoToSavepoint(tx)
    // Without its order a barcode is refused too, but the order's old row may do for it.
    const orders = refused.filter(({ part }) => part === ordersPart)
    const dropped = new Set((orders.length > 0 ? orders : refused).map(placeKey))
    collided.push(...refused.filter((row) => dropped.has(placeKey(row))))
    left = left.filter((row) => !dropped.has(placeKey(row)))
  }
  return collided
}

/** Puts mended rows in the place of refused ones and applies all rules again. Returns those that are still refused. */
async function resolveAgain(
  tx: Transaction,
  tables: TicketTables,
  mended: readonly MendedRow[],
): Promise<MendedRow[]> {
  await stageMended(tx, tables, mended)
  await reopenRows(tx, tables)
  const policy = policyOf(await readOptions(tx, tables.jobId))
  for (const step of comparingSteps) {
    await findRefused(tx, { tables, scope: reopenedOnly(tables), policy }, step)
    await keepFound(tx, tables)
  }
  await mergeSold(tx, tables, isOfReopenedOrder(tables))
  await mergeUnsold(tx, tables, isReopened(barcodesPart))
  return findStillRefused(tx, tables, mended)
}
