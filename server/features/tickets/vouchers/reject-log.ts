import { refusals } from '#contract/refusals.ts'
import type { RowCode } from '../describe-refusal.ts'
import { byteList, intList } from './shared-lists.ts'

/** Why one row was refused by itself, before rows are compared. */
export interface LoggedReason {
  code: RowCode
  /** The index of the bad cell's column among the needed ones; -1 for the whole row. */
  column: number
  value: string
}

/** One refused row. Rows count from 0 and lines from 1 within the range. */
export interface LoggedReject {
  row: number
  line: number
  reasons: LoggedReason[]
}

/**
 * The refused rows of a range in shared memory. `numbers` holds, for each row: row, line, count of reasons, and for
 * each reason: code, column, where its value begins in `bytes`, and how long it is.
 */
export interface RejectLog {
  numbers: Int32Array
  bytes: Uint8Array
}

/** Values are cut here, wherever they are shown (spec 2.1). */
export const valueCharactersMax = 1_000

/** A code is kept as its place in the table of refusals, so what is read is a code that was written. */
const codes = Object.keys(refusals) as RowCode[]
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function createRejectLog(): {
  add(row: number, line: number, reasons: readonly LoggedReason[]): void
  toLog(): RejectLog
} {
  const numbers = intList()
  const values = byteList()
  return {
    add(row, line, reasons) {
      numbers.push(row)
      numbers.push(line)
      numbers.push(reasons.length)
      for (const { code, column, value } of reasons) {
        // One character more than is shown, so that the cut can be seen.
        const bytes = encoder.encode(firstCharacters(value, valueCharactersMax + 1))
        numbers.push(codes.indexOf(code))
        numbers.push(column)
        numbers.push(values.append(bytes, 0, bytes.length))
        numbers.push(bytes.length)
      }
    },
    toLog: () => ({ numbers: numbers.toShared(), bytes: values.toShared() }),
  }
}

export function* readRejectLog({ numbers, bytes }: RejectLog): Generator<LoggedReject> {
  let at = 0
  while (at < numbers.length) {
    const [row, line, count] = numbers.subarray(at, at + 3)
    at += 3
    const reasons: LoggedReason[] = []
    for (let i = 0; i < count; i++, at += 4) {
      const [code, column, start, length] = numbers.subarray(at, at + 4)
      // A decoder does not take shared memory, so the few bytes are copied.
      reasons.push({ code: codes[code], column, value: decoder.decode(bytes.slice(start, start + length)) })
    }
    yield { row, line, reasons }
  }
}

/** The first `count` characters (code points) of `text`. */
export function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text
  let at = 0
  for (let i = 0; i < count && at < text.length; i++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return text.slice(0, at)
}
