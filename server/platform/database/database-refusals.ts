import { DatabaseError } from 'pg'
import { type ConstraintName, constraintNames } from './schema.generated.ts'

/** The rule of the schema that a statement broke, if that is why it failed. */
export function violatedConstraint(error: unknown): ConstraintName | undefined {
  if (!(error instanceof DatabaseError)) return undefined
  return constraintNames.find((name) => name === error.constraint)
}

/** True when a statement failed because a text in it cannot be stored at all, such as one with a NUL. */
export function isUnstorableText(error: unknown): boolean {
  return error instanceof DatabaseError && unstorableCodes.has(error.code ?? '')
}

/** True when a statement was given up because somebody else held a lock for longer than `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '55P03'
}

/** True when a transaction was given up so that others could go on: a deadlock, or an order of writes that cannot be. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40P01' || error.code === '40001')
}

/** True when somebody else has just stored what must be there only once. */
export function isTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '23505'
}

/** True when a row was changed by others since the snapshot of the transaction that wanted to change it. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '40001'
}

/** PostgreSQL's codes for a text that its encoding does not have, in a text value and in a JSON value. */
const unstorableCodes = new Set(['22021', '22P05'])
