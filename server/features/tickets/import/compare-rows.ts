import { type DuplicatePolicy, duplicatePolicies } from '#contract/tickets.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { ImportRun } from '../../imports/import-kind.ts'
import {
  allRows,
  countFound,
  findEmptyOrders,
  findRepeatedBarcodes,
  findRepeatedOrders,
  findUnknownOrders,
  keepFound,
  type Scope,
} from './compare-rows-queries.ts'
import { type ComparingStep, phaseAfter, phaseText, type TicketPhase } from './ticket-phases.ts'
import { countVerdicts, percentOf } from './ticket-progress.ts'
import { indexTicketTables, type TicketTables, ticketTables } from './ticket-tables-queries.ts'

/**
 * Applies one of the rules between the rows of the files (docs/csv-rules.md). The rows that break it are found before the step
 * begins, which may take long, and a cancelled job need not wait for it.
 */
export async function compareRows(job: ImportRun, step: ComparingStep): Promise<TicketPhase | 'paused'> {
  if (job.shouldPause()) return 'paused'
  const tables = ticketTables(job.jobId)
  if (step === 'orders') await indexTicketTables(job.db, tables)
  await findRefused(job.db, { tables, scope: allRows, policy: policyOf(job.options) }, step)
  const next = phaseAfter(step)
  await job.commit({
    phase: phaseText({ step }),
    nextPhase: phaseText(next),
    counted: countVerdicts({ invalid: await countFound(job.db) }),
    progressPercent: percentOf(step, 1, 1),
    write: (tx) => keepFound(tx, tables),
  })
  return next
}

/** What is compared, and what to do with repeated barcodes. */
export interface Comparing {
  tables: TicketTables
  scope: Scope
  policy: DuplicatePolicy
}

/** Finds the rows that one rule refuses. */
export function findRefused(
  db: Database,
  { tables, scope, policy }: Comparing,
  step: ComparingStep,
): Promise<void> {
  switch (step) {
    case 'orders':
      return findRepeatedOrders(db, tables, scope)
    case 'unknown-orders':
      return findUnknownOrders(db, tables, scope)
    case 'barcodes':
      return findRepeatedBarcodes(db, tables, scope, policy)
    case 'empty-orders':
      return findEmptyOrders(db, tables, scope)
  }
}

/** What to do with repeated barcodes, as it was asked for at the upload. */
export function policyOf({ duplicates = 'keep-first' }: ImportRun['options']): DuplicatePolicy {
  const policy = duplicatePolicies.find((one) => one === duplicates)
  if (policy === undefined) throw new Error(`there is no policy ${String(duplicates)}`)
  return policy
}
