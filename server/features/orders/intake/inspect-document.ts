import type { Fault } from '#contract/problem.ts'
import { escapeSegment } from '../../../platform/http/find-faults.ts'
import { isStorable } from '../../../platform/http/refuse-unstorable.ts'

export interface Inspection {
  /** How many names all objects have together. */
  names: number
  faults: Fault[]
  isTooDeep: boolean
}

/** Looks through a parsed document for names and texts that are not taken, and at how deep it is. */
export function inspectDocument(root: unknown, { checksTexts }: { checksTexts: boolean }): Inspection {
  const found: Inspection = { names: 0, faults: [], isTooDeep: false }
  const check = (text: string, path: readonly string[]) => {
    if (checksTexts && !isStorable(text)) found.faults.push(faultAt(path, ...unstorable))
  }
  walk(root, [], {
    enterName(name, path) {
      found.names += 1
      if (name === '__proto__') found.faults.push(faultAt(path, ...nameRefused))
      check(name, path)
    },
    meet(value, path) {
      if (typeof value === 'string') check(value, path)
      // With the path as long as that, the walk goes no deeper anyway.
      if (path.length < depthMax || typeof value !== 'object' || value === null) return
      if (!found.isTooDeep) found.faults.push(faultAt(path, ...tooDeep))
      found.isTooDeep = true
    },
  })
  return found
}

/** Finds the numbers, kept as they were written, that nobody can mean. */
export function findLongNumbers(root: unknown): Fault[] {
  const faults: Fault[] = []
  walk(root, [], {
    enterName() {},
    meet(value, path) {
      const text = readRawNumber(value)
      if (text !== undefined && (text.length > digitsMax || exponentOf(text) > digitsMax))
        faults.push(faultAt(path, ...tooLong))
    },
  })
  return faults
}

/** Far deeper than any order. */
const depthMax = 50
/** PostgreSQL keeps longer numbers, but not any. */
const digitsMax = 400

const unstorable = ['character-unstorable', 'holds a NUL character or half of a surrogate pair'] as const
const nameRefused = ['value-unknown', 'is a name that is not taken'] as const
const tooDeep = ['value-invalid', `is nested deeper than ${depthMax} levels`] as const
const tooLong = ['value-invalid', `has more than ${digitsMax} digits`] as const

interface Visitor {
  enterName(name: string, path: readonly string[]): void
  meet(value: unknown, path: readonly string[]): void
}

/** Recursion is safe: it ends at a depth that no stack minds. */
function walk(value: unknown, path: string[], visitor: Visitor): void {
  visitor.meet(value, path)
  if (typeof value !== 'object' || value === null || path.length >= depthMax) return
  const isList = Array.isArray(value)
  for (const [name, part] of Object.entries(value)) {
    path.push(name)
    if (!isList) visitor.enterName(name, path)
    walk(part, path, visitor)
    path.pop()
  }
}

function faultAt(path: readonly string[], code: Fault['code'], message: string): Fault {
  return { pointer: path.map((name) => `/${escapeSegment(name)}`).join(''), code, message }
}

/** The text of a number that `parseExactly` has kept as it is written. */
function readRawNumber(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null) return undefined
  return 'rawJSON' in value ? String(value.rawJSON) : undefined
}

function exponentOf(text: string): number {
  return Math.abs(Number(/[eE]([+-]?\d+)$/.exec(text)?.[1] ?? 0))
}
