import type { ImportKind, ImportRun } from '../../imports/import-kind.ts'
import { compareRows } from './compare-rows.ts'
import { mergeRows } from './merge-rows.ts'
import { stageRows } from './stage-rows.ts'
import { phaseText, readPhase, type TicketPhase } from './ticket-phases.ts'
import { allowMoreMemory, createTicketTables, dropTicketTables } from './ticket-tables-queries.ts'

/**
 * Imports an orders file and a barcodes file (spec 2.3): the rows of both are checked and staged; then the rules between rows
 * are applied to all of them at once, as the command `vouchers` does; then what stands is held against what is stored, and
 * stored, some thousand rows at a time.
 */
export const ticketsImport: ImportKind = {
  firstPhase: phaseText({ step: 'stage' }),
  prepare: createTicketTables,
  run,
  remove: dropTicketTables,
}

async function run(job: ImportRun): Promise<'finished' | 'paused'> {
  await allowMoreMemory(job.db)
  let phase = readPhase(job.phase)
  while (phase.step !== 'done') {
    const next = await work(job, phase)
    if (next === 'paused') return 'paused'
    phase = next
  }
  return 'finished'
}

/** Works on one phase. Returns the one behind it, which is stored by then. */
async function work(job: ImportRun, phase: TicketPhase): Promise<TicketPhase | 'paused'> {
  switch (phase.step) {
    case 'stage':
      return stageRows(job)
    case 'sold':
    case 'unsold':
      return mergeRows(job, phase)
    case 'done':
      return phase
    default:
      return compareRows(job, phase.step)
  }
}
