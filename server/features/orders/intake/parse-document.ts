import type { Fault } from '#contract/problem.ts'
import { parseExactly } from '../reading/parse-exactly.ts'
import { findRepeatedNames } from './find-repeated-names.ts'
import { findLongNumbers, inspectDocument } from './inspect-document.ts'

/** What a JSON text says. */
export interface ParsedDocument {
  /** Undefined when it is too deep to be looked through. */
  value: unknown
  /** The same; only that numbers which JavaScript cannot hold are kept as they are written. */
  exact: unknown
  /** What would be lost, or cannot be kept. */
  faults: Fault[]
}

/**
 * Reads a JSON text so that nothing of it is lost silently: names that stand twice, numbers and texts that cannot be kept
 * and documents that are too deep to be looked through are faults.
 * @returns undefined when it is no JSON
 */
export function parseDocument(text: string): ParsedDocument | undefined {
  const value = parseJson(text)
  if (value === undefined) return undefined
  // Only an escape brings a character that cannot be stored into a text that is UTF-8.
  const { names, faults, isTooDeep } = inspectDocument(value, { checksTexts: text.includes('\\u') })
  if (isTooDeep) return { value: undefined, exact: undefined, faults }
  faults.push(...findRepeatedNames(text, names))
  if (!mayBeInexact.test(text)) return { value, exact: value, faults }
  const exact = parseExactly(text)
  return { value, exact, faults: [...faults, ...findLongNumbers(exact)] }
}

/** Finds numbers with a fraction, an exponent or many digits, and -0. What stands in texts may look like one. */
const mayBeInexact = /(?:^|"\s*:|[,[])\s*-?(?:\d+[.eE]|\d{16}|(?<=-)0)/

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
