import { findTrouble } from '../../../platform/database/find-trouble.ts'

/** What to do about a failed attempt: wait until something outside is well again, or count it against the job. */
export interface Failure {
  kind: 'wait' | 'count'
  /** One line, for whoever looks at the job. */
  reason: string
}

/** Tells what is wrong outside of the job, and passes by itself, from what may be wrong with the job. */
export function classifyFailure(error: unknown): Failure {
  const trouble = findTrouble(error)
  if (trouble === 'disk-full') return { kind: 'wait', reason: 'waiting: the disk is full' }
  if (trouble === 'unreachable') return { kind: 'wait', reason: 'waiting: the database cannot be reached' }
  return { kind: 'count', reason: reasonOf(error) }
}

const reasonLengthMax = 500

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [line = ''] = text.split('\n')
  return line.slice(0, reasonLengthMax) || 'an error without a message'
}
