import type { Cell } from '../../platform/csv/cell.ts'
import type { CellCode } from './describe-refusal.ts'

/** The canonical digits of an id: bytes `start` to `end` of `bytes`. Overwritten by `readWholeNumber`. */
export interface WholeNumber {
  bytes: Uint8Array
  start: number
  end: number
  /** The number itself when it has at most 15 digits, else -1. */
  value: number
  /** True when leading zeros or a fraction of zeros were dropped. */
  isNormalised: boolean
}

const digitsMax = 255
/** Every whole number of this many digits is exact as a JavaScript number. */
const exactDigits = 15
const ZERO = 0x30
const POINT = 0x2e

export function emptyWholeNumber(): WholeNumber {
  return { bytes: new Uint8Array(0), start: 0, end: 0, value: -1, isNormalised: false }
}

/**
 * Reads a positive whole number of any size (spec 2: `12.0` and `0012` are `12`) into `number`.
 * Returns why it is refused, or undefined.
 */
export function readWholeNumber(cell: Cell, number: WholeNumber): CellCode | undefined {
  const { bytes } = cell
  if (cell.start === cell.end) return 'value-missing'
  let start = cell.start
  while (start < cell.end && bytes[start] === ZERO) start++
  let end = start
  let value = 0
  while (end < cell.end) {
    const digit = bytes[end] - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
    end++
  }
  if (end === start || !isZeroFraction(bytes, end, cell.end)) return 'id-invalid'
  if (end - start > digitsMax) return 'value-too-long'
  number.bytes = bytes
  number.start = start
  number.end = end
  number.value = end - start <= exactDigits ? value : -1
  number.isNormalised = start > cell.start || end < cell.end
  return undefined
}

/** True for nothing, or a point and one or more zeros. */
function isZeroFraction(bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) return true
  if (bytes[from] !== POINT || from + 1 === to) return false
  for (let i = from + 1; i < to; i++) {
    if (bytes[i] !== ZERO) return false
  }
  return true
}
