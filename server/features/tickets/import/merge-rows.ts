import type { RawBuilder } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import { runAgain } from '../../../platform/database/run-again.ts'
import type { Counted, ImportRun } from '../../imports/import-kind.ts'
import { makeMonthsOfImport } from './make-months-of-import.ts'
import { mergeSold } from './merge-sold.ts'
import { findSoldStretch, isIn } from './merge-sold-queries.ts'
import { mergeUnsold } from './merge-unsold.ts'
import { findUnsoldStretch } from './merge-unsold-queries.ts'
import { type MergingStep, phaseText, type TicketPhase } from './ticket-phases.ts'
import { countVerdicts, nothingCounted, passOn, percentOf, recordsOf } from './ticket-progress.ts'
import {
  barcodesPart,
  indexTicketTables,
  ordersPart,
  type TicketTables,
  ticketTables,
} from './ticket-tables-queries.ts'

/** The rows of a file behind one row and up to another. */
export interface Stretch {
  behindRow: number
  untilRow: number
}

/** How many of the rows of a stretch stand now, and how many what is stored refused. */
export interface Merged {
  valid: number
  invalid: number
}

/** How the rows of one merging step are found and stored, and what comes behind it. */
interface Merging {
  part: number
  next: TicketPhase
  find(job: ImportRun, tables: TicketTables, behindRow: number): Promise<number | undefined>
  merge(tx: Transaction, tables: TicketTables, isWanted: RawBuilder<boolean>): Promise<Merged>
}

const mergings: Readonly<Record<MergingStep, Merging>> = {
  sold: {
    part: ordersPart,
    next: { step: 'unsold', behindRow: 0 },
    find: ({ db }, tables, behindRow) => findSoldStretch(db, tables, behindRow),
    merge: mergeSold,
  },
  unsold: {
    part: barcodesPart,
    next: { step: 'done' },
    find: ({ db }, tables, behindRow) => findUnsoldStretch(db, tables, behindRow),
    merge: mergeUnsold,
  },
}

/**
 * Stores what the rules of the files left standing, some thousand rows at a time: first the orders with their barcodes, then the
 * barcodes that were not sold. Imports that run at once lock what they share in one order, and so never wait in a circle:
 * customers, orders, barcodes, counts, each by its id; a step of the other import is waited for.
 */
export async function mergeRows(
  job: ImportRun,
  { step, behindRow }: { step: MergingStep; behindRow: number },
): Promise<TicketPhase | 'paused'> {
  const tables = ticketTables(job.jobId)
  await indexTicketTables(job.db, tables)
  const { part, next, find } = mergings[step]
  for (let at = behindRow; ; ) {
    if (job.shouldPause()) return 'paused'
    const untilRow = await find(job, tables, at)
    if (untilRow === undefined) {
      await passOn(job, { step, behindRow: at }, next)
      return next
    }
    if (step === 'sold') await makeMonthsOfImport(job.db)
    await commitStretch(job, step, { behindRow: at, untilRow }, recordsOf(job, part))
    at = untilRow
  }
}

async function commitStretch(
  job: ImportRun,
  step: MergingStep,
  stretch: Stretch,
  records: number,
): Promise<void> {
  let counted: Counted = nothingCounted
  // Orders that come by API at the same moment may bring the same customers in another sequence.
  await runAgain(() =>
    job.commit({
      phase: phaseText({ step, behindRow: stretch.behindRow }),
      nextPhase: phaseText({ step, behindRow: stretch.untilRow }),
      counted: nothingCounted,
      progressPercent: percentOf(step, stretch.untilRow, records),
      async write(tx) {
        counted = countVerdicts(await mergings[step].merge(tx, ticketTables(job.jobId), isIn(stretch)))
      },
      countWritten: () => counted,
    }),
  )
}
