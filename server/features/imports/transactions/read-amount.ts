import { type Cell, cellText } from '../../../platform/csv/cell.ts'

/** At most so many digits before and after the point of the plain decimal that an amount comes to (spec 3). */
const wholeDigitsMax = 18
const fractionDigitsMax = 6

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39

/** An amount as plain decimal text: no `+`, no exponent, the scale as written. Overwritten by the next one. */
export interface Amount {
  text: Cell
  /** Below 0 or above 50000. */
  isSuspicious: boolean
}

export function emptyAmount(): Amount {
  const room = 1 + wholeDigitsMax + 1 + fractionDigitsMax
  return { text: { bytes: Buffer.alloc(room), start: 0, end: 0 }, isSuspicious: false }
}

/** Reads the cell into `amount`; false when it is no amount (docs/csv-rules.md, "Transaction files"). */
export function readAmount(cell: Cell, amount: Amount): boolean {
  if (!isPlain(cell)) {
    const plain = toPlainDecimal(cellText(cell))
    if (plain === undefined) return false
    write(plain, amount.text)
  } else {
    copy(cell, amount.text)
  }
  amount.isSuspicious = isSuspicious(amount.text)
  return true
}

/** The usual spelling, which is stored as it is: digits, and perhaps a point and more digits. */
function isPlain({ bytes, start, end }: Cell): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start
  const point = digitsEnd(bytes, first, end)
  const wholeDigits = point - first
  if (wholeDigits < 1 || wholeDigits > wholeDigitsMax) return false
  // Zeros in front are dropped elsewhere, and so is the sign of a zero.
  if (bytes[first] === ZERO && (wholeDigits > 1 || first > start)) return false
  if (point === end) return true
  const fractionDigits = end - point - 1
  if (bytes[point] !== POINT || fractionDigits < 1 || fractionDigits > fractionDigitsMax) return false
  return digitsEnd(bytes, point + 1, end) === end
}

function digitsEnd(bytes: Uint8Array, from: number, end: number): number {
  let i = from
  while (i < end && bytes[i] >= ZERO && bytes[i] <= NINE) i++
  return i
}

const decimal = /^([+-]?)(?:([0-9]+)(?:\.([0-9]+))?|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?$/

/** Any spelling of a decimal as plain text, or undefined when it is none or has too many digits. */
function toPlainDecimal(text: string): string | undefined {
  const parts = decimal.exec(text)
  if (parts === null) return undefined
  const [, sign, whole = '', fraction = parts[4] ?? '', , exponent = '0'] = parts
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  // `Number` of many digits is infinite, and no comparison below lets that pass but for a zero.
  if (digits.length - point > fractionDigitsMax) return undefined
  const zeros = leadingZeros(digits)
  const isZero = zeros === digits.length
  if (!isZero && point - zeros > wholeDigitsMax) return undefined
  const before = isZero || point <= zeros ? '0' : digits.slice(zeros, point).padEnd(point - zeros, '0')
  const after = point < 0 ? '0'.repeat(-point) + digits : digits.slice(point)
  return `${sign === '-' && !isZero ? '-' : ''}${before}${after === '' ? '' : `.${after}`}`
}

function leadingZeros(digits: string): number {
  const first = digits.search(/[^0]/)
  return first < 0 ? digits.length : first
}

/** Byte by byte: cutting out a piece of the bytes first takes longer than so short a piece is worth. */
function copy(from: Cell, to: Cell): void {
  to.end = from.end - from.start
  for (let i = 0; i < to.end; i++) to.bytes[i] = from.bytes[from.start + i]
}

function write(text: string, cell: Cell): void {
  for (let i = 0; i < text.length; i++) cell.bytes[i] = text.charCodeAt(i)
  cell.end = text.length
}

const limit = [0x35, ZERO, ZERO, ZERO, ZERO]

/** Compares digit by digit: the amounts have more digits than a number keeps. */
function isSuspicious({ bytes, end }: Cell): boolean {
  if (bytes[0] === MINUS) return true
  const point = digitsEnd(bytes, 0, end)
  if (point !== limit.length) return point > limit.length
  for (let i = 0; i < limit.length; i++) {
    if (bytes[i] !== limit[i]) return bytes[i] > limit[i]
  }
  for (let i = point + 1; i < end; i++) if (bytes[i] !== ZERO) return true
  return false
}
