import { PlainError } from '../../../platform/errors.ts'
import { textEnd, textStart } from './barcode-keys.ts'
import type { BarcodeRange } from './scan-barcodes.ts'

/**
 * All rows of barcodes.csv under one address each: the range's number above, the row's place in it below. Addresses
 * are in the order of the file and fit 32 bits.
 */
export interface BarcodeRows {
  ranges: readonly BarcodeRange[]
  /** How many low bits of an address are the place within the range. */
  placeBits: number
}

/** Gives every row its address. @throws PlainError when there are more rows than 32 bits can tell apart. */
export function addressRows(ranges: readonly BarcodeRange[]): BarcodeRows {
  const most = ranges.reduce((max, range) => Math.max(max, range.rowCount), 1)
  const placeBits = Math.ceil(Math.log2(most + 1))
  if (ranges.length * 2 ** placeBits > 2 ** 32) {
    throw new PlainError('the barcodes file has more rows than one run can hold; split it')
  }
  return { ranges, placeBits }
}

/** The range of an address, and its place there. */
export function locate(
  { ranges, placeBits }: BarcodeRows,
  address: number,
): { range: BarcodeRange; place: number } {
  return { range: ranges[address >>> placeBits], place: address & (2 ** placeBits - 1) }
}

/** True when two rows, both with texts that are no short digits, have the same text. */
export function isSameText(rows: BarcodeRows, a: number, b: number): boolean {
  const one = textAt(rows, a)
  const other = textAt(rows, b)
  if (one.end - one.start !== other.end - other.start) return false
  for (let i = one.start, j = other.start; i < one.end; i++, j++) {
    if (one.texts[i] !== other.texts[j]) return false
  }
  return true
}

function textAt(rows: BarcodeRows, address: number): { texts: Uint8Array; start: number; end: number } {
  const { range, place } = locate(rows, address)
  const key = range.keys[place]
  return { texts: range.texts, start: textStart(key), end: textEnd(key, range.texts) }
}
