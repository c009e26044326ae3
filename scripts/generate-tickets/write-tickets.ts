import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RefusalCode, WarningCode } from '#contract/refusals.ts'
import { createBarcodeFaults, createOrderFaults, type Fault, unclosedRow } from './faulty-rows.ts'
import { createShuffle, mix } from './shuffle.ts'
import { createTicketSet, type TicketPlan, type TicketSet } from './ticket-set.ts'

/** What was put into the files: their data rows, and how often each code must be reported for them. */
export interface Planted {
  orderRows: number
  barcodeRows: number
  rejects: Partial<Record<RefusalCode, number>>
  warnings: Partial<Record<WarningCode, number>>
}

const bufferedCharsMax = 1 << 20

/** Writes orders.csv and barcodes.csv of a plan into a folder, holding no more than one buffer of them. */
export function writeTickets(plan: TicketPlan, folder: string): Planted {
  const tickets = createTicketSet(plan)
  const planted: Planted = { orderRows: 0, barcodeRows: 0, rejects: {}, warnings: {} }
  mkdirSync(folder, { recursive: true })
  planted.orderRows = writeFile(join(folder, 'orders.csv'), 'order_id,customer_id', {
    rows: plan.orders,
    soundRow: orderRow(plan, tickets, planted),
    faultAfter: createOrderFaults(plan, tickets),
    last: plan.kinds === 'all' && plan.faults > 0 ? unclosedRow : undefined,
    planted,
  })
  planted.barcodeRows = writeFile(join(folder, 'barcodes.csv'), 'barcode,order_id', {
    rows: plan.barcodes,
    soundRow: barcodeRow(plan, tickets),
    faultAfter: createBarcodeFaults(plan, tickets),
    last: plan.kinds === 'all' && plan.faults > 0 ? unclosedRow : undefined,
    planted,
  })
  if (plan.orders > tickets.coveringBarcodes)
    planted.rejects['order-without-barcodes'] = plan.orders - tickets.coveringBarcodes
  return planted
}

interface FileContent {
  rows: number
  soundRow: (row: number) => string
  faultAfter: (row: number) => Fault | undefined
  last: Fault | undefined
  planted: Planted
}

/** Writes one file and returns how many data rows it has. */
function writeFile(path: string, header: string, content: FileContent): number {
  const file = openSync(path, 'w')
  let buffered = `${header}\n`
  let rows = content.rows
  const add = (fault: Fault) => {
    buffered += fault.text
    rows += 1
    content.planted.rejects[fault.code] = (content.planted.rejects[fault.code] ?? 0) + 1
  }
  for (let row = 0; row < content.rows; row += 1) {
    buffered += content.soundRow(row)
    const fault = content.faultAfter(row)
    if (fault !== undefined) add(fault)
    if (buffered.length > bufferedCharsMax) {
      writeSync(file, buffered)
      buffered = ''
    }
  }
  if (content.last !== undefined) add(content.last)
  writeSync(file, buffered)
  closeSync(file)
  return rows
}

function orderRow(plan: TicketPlan, tickets: TicketSet, planted: Planted): (row: number) => string {
  const shuffle = createShuffle(plan.orders, plan.seed + 41)
  const oddThreshold = plan.kinds === 'all' ? plan.faults * 2 ** 32 : 0
  return (row) => {
    const order = shuffle(row)
    const customer = tickets.customerOf(order)
    if (mix(plan.seed + 42, row) >= oddThreshold) return `${order + 1},${customer}\n`
    planted.warnings['id-normalised'] = (planted.warnings['id-normalised'] ?? 0) + 1
    // A blank line before it, and an id as a spreadsheet writes it: neither refuses anything.
    return row % 2 === 0 ? `\n${order + 1}.0,${customer}\n` : ` \t\n${order + 1},00${customer}\n`
  }
}

function barcodeRow(plan: TicketPlan, tickets: TicketSet): (row: number) => string {
  const shuffle = createShuffle(plan.barcodes, plan.seed + 43)
  return (row) => {
    const index = shuffle(row)
    const order = tickets.orderOf(index)
    return `${tickets.barcodeText(index)},${order === undefined ? '' : tickets.orderId(order)}\n`
  }
}
