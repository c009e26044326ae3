import { parseArgs } from 'node:util'
import { barcodeStyles, type TicketPlan } from './generate-tickets/ticket-set.ts'
import { writeTickets } from './generate-tickets/write-tickets.ts'

const usage = `usage: node scripts/generate-tickets.ts [options]
  --orders N            sound orders, at least 2 (default 1000)
  --barcodes N          sound barcodes, at least 1 (default 5000)
  --seed N              the same seed gives the same files (default 1)
  --faults RATE         the share of rows after which a faulty one is put, 0 to 1 (default 0.01)
  --fault-kinds KINDS   all, or cross-row: only rows that collide with others (default all)
  --barcode-style STYLE digits, or mixed: quoted, of many lengths, not numbers (default digits)
  --out DIR             where orders.csv and barcodes.csv are written (default output)`

/** Writes a made-up pair of ticket files and prints what was planted in them as one JSON object. */
function generate(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      orders: { type: 'string', default: '1000' },
      barcodes: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      faults: { type: 'string', default: '0.01' },
      'fault-kinds': { type: 'string', default: 'all' },
      'barcode-style': { type: 'string', default: 'digits' },
      out: { type: 'string', default: 'output' },
    },
  })
  const plan: TicketPlan = {
    orders: wholeNumber('--orders', values.orders, 2),
    barcodes: wholeNumber('--barcodes', values.barcodes, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    faults: share('--faults', values.faults),
    kinds: oneOf('--fault-kinds', values['fault-kinds'], ['all', 'cross-row'] as const),
    barcodeStyle: oneOf('--barcode-style', values['barcode-style'], barcodeStyles),
  }
  console.log(JSON.stringify(writeTickets(plan, values.out)))
}

function wholeNumber(option: string, text: string, min: number): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < min)
    throw new Error(`${option} must be a whole number from ${min}, not "${text}"`)
  return value
}

function share(option: string, text: string): number {
  const value = Number(text)
  if (!/^\d*\.?\d+$/.test(text) || value > 1)
    throw new Error(`${option} must be a number from 0 to 1, not "${text}"`)
  return value
}

function oneOf<const T extends readonly string[]>(option: string, text: string, choices: T): T[number] {
  const choice = choices.find((one) => one === text)
  if (choice === undefined) throw new Error(`${option} must be one of ${choices.join(', ')}, not "${text}"`)
  return choice
}

try {
  generate(process.argv.slice(2))
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  process.exitCode = 2
}
