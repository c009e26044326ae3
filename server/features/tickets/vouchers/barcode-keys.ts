import type { Cell } from '../../../platform/csv/cell.ts'
import type { ByteList } from './shared-lists.ts'

/**
 * Barcodes as numbers. Digits alone, at most 15 of them, are the number that they form with a 1 before them, so that
 * leading zeros count: `0012` is 10012. Any other text lies in its range's `texts`, a length of two bytes before
 * it, and its key is -1 minus where it lies. Equal digits have equal keys; equal texts do not.
 */
const digitsMax = 15
const ZERO = 0x30
/** 1, 10, 100 … up to the first number of one digit more than a key has. */
const powers = Float64Array.from({ length: digitsMax + 2 }, (_, i) => 10 ** i)

/** The key of a barcode; a text is added to `texts`. */
export function barcodeKey({ bytes, start, end }: Cell, texts: ByteList): number {
  if (end - start > digitsMax) return addText(bytes, start, end, texts)
  let value = 1
  for (let i = start; i < end; i++) {
    const digit = bytes[i] - ZERO
    if (digit < 0 || digit > 9) return addText(bytes, start, end, texts)
    value = value * 10 + digit
  }
  return value
}

/** Where the bytes of a text's key begin and end. */
export function textStart(key: number): number {
  return 1 - key
}

export function textEnd(key: number, texts: Uint8Array): number {
  const at = -1 - key
  return at + 2 + texts[at] + 256 * texts[at + 1]
}

/** Writes the digits that a key stands for at `at`, and returns where they end. */
export function writeDigits(key: number, into: Uint8Array, at: number): number {
  // The 1 before them is one digit too many.
  return writeLast(key, digitCount(key) - 1, into, at)
}

/** Writes a whole number below 10^15 at `at`, and returns where it ends. */
export function writeNumber(value: number, into: Uint8Array, at: number): number {
  return writeLast(value, digitCount(value), into, at)
}

function digitCount(value: number): number {
  let count = 1
  while (count < powers.length && value >= powers[count]) count++
  return count
}

/** Writes the last `count` digits of a whole number. */
function writeLast(value: number, count: number, into: Uint8Array, at: number): number {
  // Whole numbers below 2^31 divide much faster than larger ones, so the number is cut in two.
  let high = value < 1e8 ? 0 : Math.floor(value / 1e8)
  let low = (value - high * 1e8) | 0
  let i = at + count - 1
  for (const lowest = Math.max(at, at + count - 8); i >= lowest; i--) {
    const tenth = (low / 10) | 0
    into[i] = ZERO + low - 10 * tenth
    low = tenth
  }
  for (; i >= at; i--) {
    const tenth = (high / 10) | 0
    into[i] = ZERO + high - 10 * tenth
    high = tenth
  }
  return at + count
}

/** The barcode of a key. */
export function barcodeText(key: number, texts: Uint8Array): string {
  if (key >= 0) return String(key).slice(1)
  // A decoder does not take shared memory, so the few bytes are copied.
  return decoder.decode(texts.slice(textStart(key), textEnd(key, texts)))
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const lengthBytes = new Uint8Array(2)

function addText(bytes: Uint8Array, start: number, end: number, texts: ByteList): number {
  lengthBytes[0] = (end - start) & 0xff
  lengthBytes[1] = (end - start) >> 8
  const at = texts.append(lengthBytes, 0, 2)
  texts.append(bytes, start, end)
  return -1 - at
}
