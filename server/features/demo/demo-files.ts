import { seededChance } from './seeded-random.ts'

/** The texts of the files. */
export interface DemoFiles {
  orders: string
  barcodes: string
  /** The barcodes that were sold, in the order of the file. */
  sold: string[]
  transactions: string
}

/**
 * Makes files as shops export them: ticket orders with their barcodes, some of them not sold and a few wrong, and the
 * payments of some weeks. The same ones for the same seed.
 */
export function makeFiles({
  tickets,
  payments,
  seed,
  untilMs,
}: {
  tickets: number
  payments: number
  seed: number
  untilMs: number
}): DemoFiles {
  return { ...makeTicketFiles(tickets, seed), transactions: makePayments(payments, seed, untilMs) }
}

/** About three barcodes for each order; one in twenty of them was not sold, and some rows collide. */
function makeTicketFiles(tickets: number, seed: number): Pick<DemoFiles, 'orders' | 'barcodes' | 'sold'> {
  const chance = seededChance(seed + 1)
  const orderCount = Math.max(1, Math.ceil(tickets / 3))
  const first = 1_000_000 * (1 + (seed % 1_000))
  const orders = ['order_id,customer_id']
  for (let order = 0; order < orderCount; order += 1)
    orders.push(`${first + order},${first + Math.floor(chance.next() ** 2 * Math.ceil(orderCount / 2))}`)
  const barcodes = ['barcode,order_id']
  const sold: string[] = []
  for (let ticket = 0; ticket < tickets; ticket += 1) {
    const barcode = String(first).padStart(10, '1') + String(ticket).padStart(7, '0')
    const order = chance.is(0.05) ? '' : first + chance.below(orderCount)
    barcodes.push(`${barcode},${order}`)
    if (order !== '') sold.push(barcode)
    if (chance.is(0.004)) barcodes.push(`${barcode},${first + chance.below(orderCount)}`)
    if (chance.is(0.002)) barcodes.push(`${barcode}X,${first + orderCount + 5}`)
  }
  return { orders: `${orders.join('\n')}\n`, barcodes: `${barcodes.join('\n')}\n`, sold }
}

const purposes = [
  'Tickets',
  'Lunch for two',
  'Company party, 40 people',
  'Gift card',
  'Delivery fee',
] as const
const faults = ['15/01/2024', '2024-02-30', 'Jan 15 2024'] as const

function makePayments(payments: number, seed: number, untilMs: number): string {
  const chance = seededChance(seed + 2)
  const lines = ['transaction_id,amount,date,description']
  for (let payment = 0; payment < payments; payment += 1) {
    const cents = Math.round(chance.lasting(4_200, 0.8))
    const isRefund = chance.is(0.02)
    const isLarge = chance.is(0.002)
    const amount = `${isRefund ? '-' : ''}${isLarge ? 61_000 + payment : (cents / 100).toFixed(2)}`
    const date = new Date(untilMs - chance.below(30 * 86_400) * 1_000).toISOString().slice(0, 19)
    const isWrong = chance.is(0.006)
    const id = chance.is(0.003) && payment > 0 ? payment - 1 : payment
    lines.push(
      `P${seed}-${id},${amount},${isWrong ? chance.pick(faults) : `${date}Z`},"${chance.pick(purposes)}"`,
    )
  }
  return `${lines.join('\n')}\n`
}
