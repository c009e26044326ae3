import type { CsvFile } from '../../../platform/csv/open-csv-file.ts'
import { createRecordReader } from '../../../platform/csv/record-reader.ts'
import { createOrderCheck } from '../check-ticket-rows.ts'
import type { WholeNumber } from '../read-whole-number.ts'
import { createLongIds, idText, type LongIds } from './ids.ts'
import { createLineMapBuilder, type LineMap } from './line-map.ts'
import { beginRange, describeRange, type Range, type ScannedRange } from './ranges.ts'
import { createRejectLog, type RejectLog } from './reject-log.ts'
import { rowReasons } from './row-reason.ts'
import { floatList } from './shared-lists.ts'

/** The rows of a range of orders.csv. Every row has its place in `orders` and `customers`, a refused one as `refusedRow`. */
export interface OrderRange extends ScannedRange {
  orders: Float64Array
  customers: Float64Array
  /** The ids of this range that are too long to be numbers; its keys count from here. */
  longIds: string[]
  lines: LineMap
  rejects: RejectLog
  normalisedIds: number
}

/** A range whose rows have gone into the order table. */
export type GatheredOrders = Omit<OrderRange, 'orders' | 'customers' | 'longIds'>

export const refusedRow = -1

/** Makes a function that reads and checks a range of orders.csv. */
export function createOrderScan(csv: CsvFile, pieceBytes: number): (range: Range) => OrderRange {
  const reader = createRecordReader(pieceBytes, csv.fieldCount)
  const { record } = reader
  const check = createOrderCheck(csv.columns)
  const orders = floatList()
  const customers = floatList()
  const lines = createLineMapBuilder()

  return (range) => {
    beginRange(reader, csv, range)
    const longIds = createLongIds()
    const rejects = createRejectLog()
    let normalisedIds = 0
    for (let row = 0; reader.next(); row++) {
      lines.add(record.line)
      const checked = record.fault === undefined ? check(record) : undefined
      if (checked !== undefined && checked.faults.length === 0) {
        normalisedIds += Number(checked.order.isNormalised) + Number(checked.customer.isNormalised)
        orders.push(keyOf(checked.order, longIds))
        customers.push(keyOf(checked.customer, longIds))
      } else {
        rejects.add(row, record.line, rowReasons(record, checked?.faults ?? []))
        orders.push(refusedRow)
        customers.push(refusedRow)
      }
    }
    const found = { orders: orders.toShared(), customers: customers.toShared(), lines: lines.toMap() }
    return {
      ...describeRange(range, reader, found.orders.length),
      ...found,
      longIds: longIds.texts,
      rejects: rejects.toLog(),
      normalisedIds,
    }
  }
}

function keyOf(id: WholeNumber, longIds: LongIds): number {
  return id.value >= 0 ? id.value : longIds.add(idText(id))
}
