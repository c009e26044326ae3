import type { RefusalCode } from '#contract/refusals.ts'
import { barcodeColumns, orderColumns } from '../check-ticket-rows.ts'
import { describeRefusal } from '../describe-refusal.ts'
import { barcodeText } from './barcode-keys.ts'
import { type BarcodeRows, locate } from './barcode-rows.ts'
import { textOfId } from './ids.ts'
import { type LineMap, lineOf } from './line-map.ts'
import type { OrderTable, RepeatedOrder } from './order-table.ts'
import type { ScannedRange } from './ranges.ts'
import { type RejectLog, readRejectLog } from './reject-log.ts'
import type { GatheredOrders } from './scan-orders.ts'
import type { Losers } from './settle-duplicates.ts'

/** One refused row and all its reasons. Rows and lines count from 1. */
export interface Reject {
  line: number
  row: number
  reasons: { code: RefusalCode; column: string; message: string; value: string }[]
}

type Range = ScannedRange & { lines: LineMap; rejects: RejectLog }

/** Where the rows of each range stand in the file. */
interface Placement<R extends Range> {
  range: R
  /** How many rows and lines of the file come before it. */
  rowsBefore: number
  linesBefore: number
}

/** The refused rows of orders.csv in the order of their lines. `empty` are the rows and keys of orders without barcodes. */
export function* listOrderRejects(
  ranges: readonly GatheredOrders[],
  bodyLine: number,
  table: OrderTable,
  repeated: readonly RepeatedOrder[],
  empty: Iterable<{ row: number; order: number }>,
): Generator<Reject> {
  const placements = placeRanges(ranges, bodyLine)
  const line = (row: number) => lineOfRow(placements, row)
  yield* mergeByRow([
    readLogs(placements, orderColumns),
    map(repeated, ({ row, firstRow, isConflict, order, customer }) =>
      isConflict
        ? oneReason(
            line(row),
            row,
            'order-conflict',
            'customer_id',
            textOfId(customer, table.longIds),
            line(firstRow),
          )
        : oneReason(
            line(row),
            row,
            'order-duplicate',
            'order_id',
            textOfId(order, table.longIds),
            line(firstRow),
          ),
    ),
    map(empty, ({ row, order }) =>
      oneReason(line(row), row, 'order-without-barcodes', 'order_id', textOfId(order, table.longIds), 0),
    ),
  ])
}

/** The refused rows of barcodes.csv in the order of their lines. */
export function* listBarcodeRejects(
  rows: BarcodeRows,
  bodyLine: number,
  losers: readonly Losers[],
): Generator<Reject> {
  const placements = placeRanges(rows.ranges, bodyLine)
  const lineAt = (address: number) => {
    const { place } = locate(rows, address)
    const { range, linesBefore } = placements[address >>> rows.placeBits]
    return linesBefore + lineOf(range.lines, place)
  }
  yield* mergeByRow([
    readLogs(placements, barcodeColumns),
    readLogs(placements, barcodeColumns, (range) => range.unknownOrders),
    map(sortLosers(losers), ({ address, other, isConflict }) => {
      const { range, place } = locate(rows, address)
      const code = isConflict ? 'barcode-conflict' : 'barcode-duplicate'
      const row = placements[address >>> rows.placeBits].rowsBefore + place
      return oneReason(
        lineAt(address),
        row,
        code,
        'barcode',
        barcodeText(range.keys[place], range.texts),
        lineAt(other),
      )
    }),
  ])
}

function placeRanges<R extends Range>(ranges: readonly R[], bodyLine: number): Placement<R>[] {
  let rowsBefore = 0
  let linesBefore = bodyLine - 1
  return ranges.map((range) => {
    const placement = { range, rowsBefore, linesBefore }
    rowsBefore += range.rowCount
    linesBefore += range.lineCount
    return placement
  })
}

/** The line of a row of the file, which counts from 0. */
function lineOfRow(placements: readonly Placement<Range>[], row: number): number {
  let low = 0
  let high = placements.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (placements[middle].rowsBefore <= row) low = middle
    else high = middle - 1
  }
  const { range, rowsBefore, linesBefore } = placements[low]
  return linesBefore + lineOf(range.lines, row - rowsBefore)
}

function* readLogs<R extends Range>(
  placements: readonly Placement<R>[],
  columns: readonly string[],
  logOf: (range: R) => RejectLog = (range) => range.rejects,
): Generator<Reject> {
  for (const { range, rowsBefore, linesBefore } of placements) {
    for (const { row, line, reasons } of readRejectLog(logOf(range))) {
      yield {
        line: linesBefore + line,
        row: rowsBefore + row + 1,
        reasons: reasons.map(({ code, column, value }) => ({
          code,
          column: columns[column] ?? '',
          message: describeRefusal(code, 0),
          value,
        })),
      }
    }
  }
}

function oneReason(
  line: number,
  row: number,
  code: RefusalCode,
  column: string,
  value: string,
  otherLine: number,
): Reject {
  return { line, row: row + 1, reasons: [{ code, column, message: describeRefusal(code, otherLine), value }] }
}

function sortLosers(lists: readonly Losers[]): { address: number; other: number; isConflict: boolean }[] {
  const all = lists.flatMap((losers) =>
    Array.from({ length: losers.length / 3 }, (_, i) => ({
      address: losers[3 * i] >>> 0,
      other: losers[3 * i + 1] >>> 0,
      isConflict: losers[3 * i + 2] === 1,
    })),
  )
  return all.sort((a, b) => a.address - b.address)
}

function* map<T, U>(values: Iterable<T>, change: (value: T) => U): Generator<U> {
  for (const value of values) yield change(value)
}

/** Merges lists that are each in the order of their rows. */
function* mergeByRow(lists: Generator<Reject>[]): Generator<Reject> {
  const heads = lists.map((list) => list.next())
  for (;;) {
    let next = -1
    for (let i = 0; i < heads.length; i++) {
      if (!heads[i].done && (next < 0 || heads[i].value.row < heads[next].value.row)) next = i
    }
    if (next < 0) return
    yield heads[next].value
    heads[next] = lists[next].next()
  }
}
