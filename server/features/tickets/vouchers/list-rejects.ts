import type { RefusalCode } from '#contract/refusals.ts'
import { barcodeColumns, orderColumns } from '../check-ticket-rows.ts'
import { type CollisionCode, describeCollision, describeRefusal } from '../describe-refusal.ts'
import { barcodeText } from './barcode-keys.ts'
import { type BarcodeRows, locate } from './barcode-rows.ts'
import { textOfId } from './ids.ts'
import { type LineMap, lineOf } from './line-map.ts'
import type { OrderTable, RepeatedOrder } from './order-table.ts'
import type { ScannedRange } from './ranges.ts'
import { type RejectLog, readRejectLog } from './reject-log.ts'
import type { GatheredOrders } from './scan-orders.ts'
import type { Losers } from './settle-duplicates.ts'
import { sortByNumbers } from './sort-by-numbers.ts'

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
    map(repeated, ({ row, firstRow, isConflict, order, customer }) => {
      const [code, column, id] = isConflict
        ? (['order-conflict', 'customer_id', customer] as const)
        : (['order-duplicate', 'order_id', order] as const)
      return collision(line(row), row, code, column, textOfId(id, table.longIds), line(firstRow))
    }),
    map(empty, ({ row, order }) => {
      const code = 'order-without-barcodes'
      const value = textOfId(order, table.longIds)
      return {
        line: line(row),
        row: row + 1,
        reasons: [{ code, column: 'order_id', message: describeRefusal(code), value }],
      }
    }),
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
      return collision(
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
          column: column < 0 ? '' : columns[column],
          message: describeRefusal(code),
          value,
        })),
      }
    }
  }
}

function collision(
  line: number,
  row: number,
  code: CollisionCode,
  column: string,
  value: string,
  otherLine: number,
): Reject {
  return {
    line,
    row: row + 1,
    reasons: [{ code, column, message: describeCollision(code, otherLine), value }],
  }
}

/** The losers of all threads in the order of the file. */
function* sortLosers(
  lists: readonly Losers[],
): Generator<{ address: number; other: number; isConflict: boolean }> {
  const all = new Int32Array(lists.reduce((sum, losers) => sum + losers.length, 0))
  let at = 0
  for (const losers of lists) {
    all.set(losers, at)
    at += losers.length
  }
  const addresses = new Float64Array(all.length / 3)
  const places = new Uint32Array(addresses.length)
  for (let i = 0; i < places.length; i++) {
    places[i] = i
    addresses[i] = all[3 * i] >>> 0
  }
  for (const place of sortByNumbers(places, addresses)) {
    yield { address: addresses[place], other: all[3 * place + 1] >>> 0, isConflict: all[3 * place + 2] === 1 }
  }
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
