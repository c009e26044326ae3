/**
 * The steps of an import of tickets, as they stand in `jobs.phase`: reading both files, the four rules between their
 * rows, and storing what stands, which goes on behind the row that the phase names.
 */
export type TicketPhase =
  | { step: 'stage' | ComparingStep | 'done' }
  | { step: MergingStep; behindRow: number }

export const comparingSteps = ['orders', 'unknown-orders', 'barcodes', 'empty-orders'] as const
export type ComparingStep = (typeof comparingSteps)[number]
export type MergingStep = 'sold' | 'unsold'

/** The phase as text: `stage`, `sold:20000`. */
export function phaseText(phase: TicketPhase): string {
  return 'behindRow' in phase ? `${phase.step}:${phase.behindRow}` : phase.step
}

/** The phase that a text names. @throws Error for a text that no import has written */
export function readPhase(text: string): TicketPhase {
  const [step, row] = text.split(':')
  if ((step === 'sold' || step === 'unsold') && row !== undefined) return { step, behindRow: Number(row) }
  const known = (['stage', ...comparingSteps, 'done'] as const).find((one) => one === text)
  if (known === undefined) throw new Error(`no import of tickets has a phase ${text}`)
  return { step: known }
}

/** The step behind each comparing one. */
export function phaseAfter(step: ComparingStep): TicketPhase {
  const next = comparingSteps[comparingSteps.indexOf(step) + 1]
  return next === undefined ? { step: 'sold', behindRow: 0 } : { step: next }
}
