import type { Counted, ImportRun } from '../../imports/import-kind.ts'
import { phaseText, type TicketPhase } from './ticket-phases.ts'

export const nothingCounted: Counted = { processed: 0, valid: 0, invalid: 0, suspicious: 0 }

/** What so many rows add that have their verdict now: a row counts as processed when it has one. */
export function countVerdicts({ valid = 0, invalid = 0 }: { valid?: number; invalid?: number }): Counted {
  return { processed: valid + invalid, valid, invalid, suspicious: 0 }
}

/** Which share of the work each step is, in percent, about as it was measured with a million barcodes. */
const shares = {
  stage: [0, 25],
  orders: [25, 28],
  'unknown-orders': [28, 31],
  barcodes: [31, 38],
  'empty-orders': [38, 40],
  sold: [40, 95],
  unsold: [95, 99],
  done: [99, 99],
} as const

/** How far a job is in percent, when `done` of `all` of a step is done. */
export function percentOf(step: keyof typeof shares, done: number, all: number): number {
  const [from, to] = shares[step]
  return Math.floor(from + (to - from) * Math.min(1, done / Math.max(1, all)))
}

/** Ends a phase that has nothing left to do. */
export async function passOn(job: ImportRun, phase: TicketPhase, next: TicketPhase): Promise<void> {
  await job.commit({
    phase: phaseText(phase),
    nextPhase: phaseText(next),
    counted: nothingCounted,
    progressPercent: percentOf(phase.step, 1, 1),
    async write() {},
  })
}

/** How many records one of the job's two files has. */
export function recordsOf({ checkpoints }: ImportRun, part: number): number {
  return checkpoints.find((checkpoint) => checkpoint.part === part)?.records ?? 0
}
