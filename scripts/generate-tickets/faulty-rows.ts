import type { RefusalCode } from '#contract/refusals.ts'
import { createShuffle, mix } from './shuffle.ts'
import type { TicketPlan, TicketSet } from './ticket-set.ts'

/** A faulty row with its line end, and the code it is refused with. */
export interface Fault {
  code: RefusalCode
  text: string
}

/** Makes one fault; `row` is the sound row after which it is written. */
type FaultMaker = (row: number) => Fault

// A row of a megabyte after every hundredth row would be a file nobody can store.
const hugeRowsMax = 2
const fieldLimitBytes = 65_536
const rowLimitBytes = 1_048_576
const badIds = ['12.5', '1e3', '1_0', '-1', '+1', '0', '0x1', '1 0', '١٢', 'NA', 'null', 'twelve']

/** Returns what puts faults into orders.csv: called after each row, it gives the fault to write there, if any. */
export function createOrderFaults(plan: TicketPlan, tickets: TicketSet): (row: number) => Fault | undefined {
  const target = createShuffle(plan.orders, plan.seed + 21)
  const freshId = (row: number) => plan.orders + 1 + row
  const colliding = [
    (row: number) => fault('order-duplicate', `${target(row) + 1},${tickets.customerOf(target(row))}`),
    (row: number) => fault('order-conflict', `${target(row) + 1},${tickets.customerOf(target(row)) + 1}`),
  ]
  const cells = [
    (row: number) => fault('value-missing', `${freshId(row)},`),
    (row: number) => fault('id-invalid', `${freshId(row)},${pick(badIds, row)}`),
    (row: number) => fault('value-too-long', `${freshId(row)},${'7'.repeat(256)}`),
  ]
  return drawFaults(plan, plan.seed + 31, colliding, cells)
}

/** Returns what puts faults into barcodes.csv, like `createOrderFaults`. */
export function createBarcodeFaults(
  plan: TicketPlan,
  tickets: TicketSet,
): (row: number) => Fault | undefined {
  const target = createShuffle(plan.barcodes, plan.seed + 22)
  const fresh = (row: number) => tickets.barcodeText(plan.barcodes + row)

  function repeated(row: number): Fault {
    const order = tickets.orderOf(target(row))
    const namesOrder = order !== undefined && mix(plan.seed + 23, row) % 2 === 0
    return fault(
      'barcode-duplicate',
      `${tickets.barcodeText(target(row))},${namesOrder ? tickets.orderId(order) : ''}`,
    )
  }

  // The barcode that keeps its order from having none is spared: the other order may come first and win it.
  function claimedTwice(row: number): Fault {
    const order = tickets.orderOf(target(row))
    if (order === undefined || target(row) < tickets.coveringBarcodes) return repeated(row)
    const other = tickets.orderId(tickets.otherOrder(order))
    return fault('barcode-conflict', `${tickets.barcodeText(target(row))},${other}`)
  }

  const colliding = [
    repeated,
    claimedTwice,
    (row: number) => fault('order-unknown', `${fresh(row)},${plan.orders * 3 + row}`),
  ]
  const cells = [
    (row: number) => fault('value-missing', `"",${row + 1}`),
    (row: number) => fault('id-invalid', `${fresh(row)},${pick(badIds, row)}`),
    () => fault('value-too-long', `${'L'.repeat(256)},`),
    (row: number) => fault('control-character', `a\tb${row},`),
  ]
  return drawFaults(plan, plan.seed + 32, colliding, cells)
}

/** The last row of a file with every kind of fault: only there can a quote stay open without meeting another. */
export const unclosedRow: Fault = { code: 'quote-unclosed', text: '"never closed,1\n' }

function drawFaults(
  plan: TicketPlan,
  seed: number,
  colliding: readonly FaultMaker[],
  cells: readonly FaultMaker[],
): (row: number) => Fault | undefined {
  const makers = plan.kinds === 'all' ? [...colliding, ...cells, ...unreadableRows()] : colliding
  const threshold = plan.faults * 2 ** 32
  return (row) => {
    if (mix(seed, row) >= threshold) return undefined
    return pick(makers, mix(seed + 1, row))(row)
  }
}

function unreadableRows(): readonly FaultMaker[] {
  let hugeFields = 0
  let hugeRows = 0
  return [
    (row) => fault('quote-malformed', row % 2 === 0 ? 'an "inch,1' : '"closed"early,1'),
    () => fault('nul-character', 'a\0b,1'),
    (row) => fault('control-character', `a${pick(['\u0007', '\u007f', '\u0085'], row)}b,1`),
    () => fault('too-few-fields', 'alone'),
    () => fault('too-many-fields', '1,2,3'),
    () => {
      hugeFields += 1
      return hugeFields > hugeRowsMax
        ? fault('too-few-fields', '1')
        : fault('field-too-long', `${'f'.repeat(fieldLimitBytes + 1)},1`)
    },
    () => {
      hugeRows += 1
      return hugeRows > hugeRowsMax
        ? fault('too-many-fields', '1,,')
        : fault('row-too-long', 'r'.repeat(rowLimitBytes + 1))
    },
  ]
}

function fault(code: RefusalCode, row: string): Fault {
  return { code, text: `${row}\n` }
}

function pick<T>(choices: readonly T[], number: number): T {
  const choice = choices[number % choices.length]
  if (choice === undefined) throw new Error('there is nothing to choose from')
  return choice
}
