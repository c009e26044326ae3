import { parseArgs } from 'node:util'
import { writeTransactions } from './generate-transactions/write-transactions.ts'

const usage = `usage: node scripts/generate-transactions.ts [options]
  --rows N       how many rows (default 100000)
  --seed N       the same seed gives the same file (default 1)
  --faults RATE  the share of rows that are faulty, 0 to 0.5 (default 0.01)
  --out FILE     where it is written (default output/transactions.csv)`

/** Writes a made-up transactions file and prints what was planted in it as one JSON object. */
function generate(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      faults: { type: 'string', default: '0.01' },
      out: { type: 'string', default: 'output/transactions.csv' },
    },
  })
  const plan = { rows: Number(values.rows), seed: Number(values.seed), faults: Number(values.faults) }
  const isRight =
    Number.isSafeInteger(plan.rows) &&
    Number.isSafeInteger(plan.seed) &&
    plan.faults >= 0 &&
    plan.faults <= 0.5
  if (!isRight || plan.rows < 0) throw new RangeError(usage)
  console.log(JSON.stringify(writeTransactions(plan, values.out)))
}

try {
  generate(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof RangeError ? error.message : `${error}\n\n${usage}`)
  process.exitCode = 2
}
