import { COMMA, CR, kind, kinds, LF, QUOTE, SPACE, TAB } from './byte-kinds.ts'
import {
  csvLimits,
  emptyRecord,
  quoting,
  type RecordFault,
  type RecordScanner,
  type ScanStep,
  scanStep,
} from './csv-record.ts'

const saw = { nul: 1, control: 2 } as const

/** Makes a scanner that splits bytes into records by the rules of docs/csv-rules.md. It keeps no bytes of its own. */
export function createRecordScanner(expected: number | undefined): RecordScanner {
  const record = emptyRecord()
  let bytes = record.bytes
  let position = 0
  let end = 0
  let stopAt = 0
  let isLast = false
  let line = 1
  let isSkippingLine = false
  let isQuotingUsed = false

  // The state of the record that is being scanned.
  let quoteLine = 0
  let quoteAt = 0
  let fieldQuoting: number = quoting.none
  let lineEndsInside = 0
  let seen = 0

  return {
    record,
    begin(firstLine) {
      line = firstLine
      isSkippingLine = false
    },
    load(window) {
      bytes = window.bytes
      position = window.from
      end = window.to
      stopAt = window.stopAt
      isLast = window.isLast
      record.bytes = bytes
      // A line end behind the last byte bounds every inner loop.
      bytes[end] = LF
    },
    next,
    position: () => position,
    line: () => line,
  }

  function next(): ScanStep {
    for (;;) {
      if (isSkippingLine && !skipLine(position)) return isLast ? scanStep.end : scanStep.more
      if (position >= stopAt) return scanStep.end
      if (position >= end) return isLast ? scanStep.end : scanStep.more
      const first = bytes[position]
      if (first > SPACE) return scanUsualRecord() ? scanStep.record : scanRecord()
      const lineEnd = findBlankLineEnd()
      if (lineEnd < 0) return scanRecord()
      if (lineEnd >= end && !isLast) return scanStep.more
      if (!endLine(lineEnd)) return scanStep.more
    }
  }

  /** The offset of the line end when the line at `position` is blank, else -1. */
  function findBlankLineEnd(): number {
    let i = position
    while (i < end && (bytes[i] === SPACE || bytes[i] === TAB)) i++
    const isBlank = bytes[i] === LF || bytes[i] === CR
    return isBlank && i - position <= csvLimits.rowBytes ? i : -1
  }

  /** Moves behind the line end at `at`; false when it is a CR whose LF may still come. */
  function endLine(at: number): boolean {
    if (bytes[at] === CR && at + 1 >= end && !isLast) return false
    position = Math.min(end, at + (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF ? 2 : 1))
    line++
    return true
  }

  /** Drops what is left of a physical line, also over several windows; false when its end is not here yet. */
  function skipLine(from: number): boolean {
    let i = from
    while (bytes[i] !== LF && bytes[i] !== CR) i++
    isSkippingLine = i >= end || !endLine(i)
    if (isSkippingLine) position = Math.min(i, end)
    return !isSkippingLine
  }

  /**
   * The usual record, quickly: plain fields, as many as expected, and a LF. False, with nothing done, for any other
   * one; `scanRecord` knows them all.
   */
  function scanUsualRecord(): boolean {
    const window = bytes
    const { starts, ends } = record
    const from = position
    let field = 0
    let i = from
    starts[0] = from
    for (; ; i++) {
      const byte = window[i]
      // Letters and digits, without a look at the table.
      if (byte > COMMA && byte < 0x7f) continue
      if (byte === COMMA && field < csvLimits.columns) {
        ends[field++] = i
        starts[field] = i + 1
      } else if (kinds[byte] !== kind.ordinary) {
        break
      }
    }
    ends[field] = i
    if (window[i] !== LF || i >= end || field + 1 !== expected || i - from > csvLimits.fieldBytes)
      return false
    if (isQuotingUsed) record.quoting.fill(quoting.none)
    isQuotingUsed = false
    record.fieldCount = expected
    record.start = from
    record.end = i
    record.line = line++
    record.fault = undefined
    position = i + 1
    return true
  }

  function scanRecord(): ScanStep {
    isQuotingUsed = true
    record.fieldCount = 0
    lineEndsInside = 0
    seen = 0
    let isFieldTooLong = false
    let start = position
    let i = position
    for (;;) {
      if (bytes[i] === QUOTE && i < end) {
        const close = scanQuoted(i)
        if (close < 0) return refuseQuote(close)
        if (close - i - 1 > csvLimits.fieldBytes) isFieldTooLong = true
        addField(i + 1, close, fieldQuoting)
        i = close + 1
      } else {
        i = scanPlain(i)
        if (i < 0) return refuseQuote(i)
        if (i - start > csvLimits.fieldBytes) isFieldTooLong = true
        addField(start, i, quoting.none)
      }
      if (i >= end) {
        if (i - position > csvLimits.rowBytes) return refuseLongRow()
        if (!isLast) return scanStep.more
        break
      }
      if (bytes[i] !== COMMA) break
      if (i - position >= csvLimits.rowBytes) return refuseLongRow()
      start = ++i
    }
    // Past the row's limit a quote is no longer looked at, so it can stand where a line end is due.
    const isLineEnd = kinds[bytes[i]] === kind.lineEnd
    if (!isLineEnd || i - position > csvLimits.rowBytes) return refuseLongRow()
    return finishRecord(i, isFieldTooLong)
  }

  /** Reads an unquoted field from `from`; the offset of the comma or line end behind it, or a negative quote step. */
  function scanPlain(from: number): number {
    const window = bytes
    let i = from
    for (;;) {
      while (kinds[window[i]] === kind.ordinary) i++
      const found = kinds[window[i]]
      if (found === kind.comma || found === kind.lineEnd) return i
      if (found === kind.quote) {
        if (i - position >= csvLimits.rowBytes) return i
        quoteAt = i
        quoteLine = line + lineEndsInside
        return quoteStep.malformed
      }
      noteControl(i, found)
      i++
    }
  }

  /** Reads a quoted field whose quote is at `open`; the offset of its closing quote, or a negative quote step. */
  function scanQuoted(open: number): number {
    quoteAt = open
    quoteLine = line + lineEndsInside
    const limit = position + csvLimits.rowBytes
    let hasDoubled = false
    let i = open + 1
    for (;;) {
      const found = kinds[bytes[i]]
      if (found === kind.ordinary || found === kind.comma) {
        i++
        continue
      }
      if (i >= limit && end > limit) return quoteStep.unclosed
      if (i >= end) return isLast ? quoteStep.unclosed : quoteStep.more
      if (found === kind.lineEnd) {
        if (bytes[i] === LF || bytes[i + 1] !== LF || i + 1 >= end) lineEndsInside++
        i++
      } else if (found === kind.quote) {
        if (i + 1 >= end && !isLast) return quoteStep.more
        if (bytes[i + 1] !== QUOTE || i + 1 >= end) break
        hasDoubled = true
        i += 2
      } else {
        noteControl(i, found)
        i++
      }
    }
    fieldQuoting = hasDoubled ? quoting.doubled : quoting.plain
    const after = bytes[i + 1]
    if (after !== COMMA && after !== LF && after !== CR && i + 1 < end && i + 1 < limit)
      return quoteStep.malformed
    return i
  }

  function noteControl(at: number, found: number): void {
    if (found === kind.c1Lead) {
      const next = bytes[at + 1]
      if (next >= 0x80 && next <= 0x9f) seen |= saw.control
    } else {
      seen |= bytes[at] === 0 ? saw.nul : saw.control
    }
  }

  /** Keeps the offsets of one field; those past the limit are only counted. */
  function addField(start: number, fieldEnd: number, how: number): void {
    const at = Math.min(record.fieldCount, csvLimits.columns)
    record.starts[at] = start
    record.ends[at] = fieldEnd
    record.quoting[at] = how
    record.fieldCount++
  }

  function finishRecord(at: number, isFieldTooLong: boolean): ScanStep {
    record.start = position
    record.line = line
    if (at >= end) {
      position = end
      line++
    } else if (!endLine(at)) {
      return scanStep.more
    }
    line += lineEndsInside
    record.end = at
    record.fault = undefined
    if (seen !== 0 || isFieldTooLong || record.fieldCount !== expected)
      record.fault = findRowFault(isFieldTooLong)
    return scanStep.record
  }

  function findRowFault(isFieldTooLong: boolean): RecordFault | undefined {
    if (isFieldTooLong) return 'field-too-long'
    if ((seen & saw.nul) !== 0) return 'nul-character'
    if ((seen & saw.control) !== 0) return 'control-character'
    if (expected === undefined) return undefined
    if (record.fieldCount < expected) return 'too-few-fields'
    return record.fieldCount > expected ? 'too-many-fields' : undefined
  }

  /** Refuses the record at the line of its bad quote, and goes on at the next physical line. */
  function refuseQuote(step: number): ScanStep {
    if (step === quoteStep.more) return scanStep.more
    return refuse(step === quoteStep.unclosed ? 'quote-unclosed' : 'quote-malformed', quoteLine, quoteAt)
  }

  function refuseLongRow(): ScanStep {
    return refuse('row-too-long', line, position + csvLimits.rowBytes)
  }

  /** Where the line ends that was just passed over, up to `to`. */
  function withoutLineEnd(to: number): number {
    const isCrLf = bytes[to - 1] === LF && bytes[to - 2] === CR
    return isCrLf ? to - 2 : to - 1
  }

  function refuse(code: RecordFault, atLine: number, resumeFrom: number): ScanStep {
    const start = position
    const startLine = line
    line = code === 'row-too-long' ? line + lineEndsInside : atLine
    const isLineComplete = skipLine(resumeFrom)
    if (!isLineComplete && !isLast && end - start <= csvLimits.rowBytes) {
      // The reported text must not depend on how the bytes were cut, so it waits for its line end.
      position = start
      line = startLine
      isSkippingLine = false
      return scanStep.more
    }
    record.start = start
    record.end = Math.min(isLineComplete ? withoutLineEnd(position) : position, start + csvLimits.rowBytes)
    record.line = atLine
    record.fault = code
    return scanStep.record
  }
}

/** Steps of reading a quoted field that are not an offset. */
const quoteStep = { more: -1, unclosed: -2, malformed: -3 } as const
