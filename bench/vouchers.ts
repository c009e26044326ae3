import { parseArgs } from 'node:util'
import { prepareFiles, type Size, sizes } from './prepare-files.ts'
import { printTable, type Sample } from './print-table.ts'
import { type Contender, contenders, measure } from './run-contender.ts'

const styles = ['digits', 'mixed'] as const
const runsMin = 3

/** Measures the whole vouchers command beside the same work done with DuckDB, Polars and pandas. */
function bench(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      size: { type: 'string', default: 'both' },
      style: { type: 'string', default: 'both' },
      runs: { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  })
  const runs = Math.max(runsMin, Number(values.runs))
  const chosen = contenders.filter(
    ({ name }) => values.only === undefined || values.only.split(',').includes(name),
  )
  const samples: Sample[] = []
  for (const style of pick('--style', values.style, styles))
    for (const size of pick('--size', values.size, sizes)) samples.push(...compare(style, size, runs, chosen))
  printTable(samples)
}

/** Runs every contender in turn, several times, so that a busy minute hits all of them alike. */
function compare(
  style: (typeof styles)[number],
  size: Size,
  runs: number,
  chosen: readonly Contender[],
): readonly Sample[] {
  const files = prepareFiles(style, size)
  const samples: Sample[] = []
  for (let run = 1; run <= runs; run += 1) {
    for (const contender of chosen) {
      const measured = measure(contender, files)
      samples.push({ style, size, rows: files.rows, contender: contender.name, ...measured })
      console.error(`${style} ${size} run ${run} ${contender.name}: ${measured.seconds.toFixed(2)} s`)
    }
  }
  checkSame(samples)
  return samples
}

/** A fast wrong answer is no answer: all outputs and numbers must be the same to the byte. */
function checkSame(samples: readonly Sample[]): void {
  const answers = new Set(samples.map((sample) => `${sample.sha256} ${sample.numbers}`))
  if (answers.size === 1) return
  const lines = samples.map((sample) => `${sample.contender} ${sample.sha256} ${sample.numbers}`)
  throw new Error(`the outputs differ:\n${[...new Set(lines)].join('\n')}`)
}

function pick<T extends string>(option: string, text: string, choices: readonly T[]): readonly T[] {
  const found = choices.filter((choice) => text === 'both' || text === choice)
  if (found.length === 0) throw new Error(`${option} must be ${choices.join(', ')} or both, not "${text}"`)
  return found
}

bench(process.argv.slice(2))
