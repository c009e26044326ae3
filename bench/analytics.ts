import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { startDocket } from '../test/lifecycle/docket-process.ts'
import { startDatabaseServer } from '../test/support/database-server.ts'
import { compareWriting, type WritingSample } from './analytics/compare-writing.ts'
import { fillYear } from './analytics/fill-year.ts'
import { type AnswerSample, measureAnswers } from './analytics/measure-answers.ts'
import { measureRebuild, type RebuildSample } from './analytics/measure-rebuild.ts'
import { type VisibilitySample, watchVisibility } from './analytics/watch-visibility.ts'

const key = 'only-for-the-bench-of-analytics'

interface Options {
  sizes: number[]
  repeats: number
  rate: number
  seconds: number
  runs: number
}

/** What was measured over a year of so many events. */
interface YearSample {
  events: number
  rebuild: RebuildSample
  answers: AnswerSample[]
}

/** Measures every answer over years of different sizes, and what keeping the numbers costs. */
async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string', default: '1000000,10000000' },
      repeats: { type: 'string', default: '40' },
      rate: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '20' },
      runs: { type: 'string', default: '3' },
    },
  })
  const options: Options = {
    sizes: values.events.split(',').map(Number),
    repeats: Number(values.repeats),
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    runs: Number(values.runs),
  }
  const years: YearSample[] = []
  for (const [index, events] of options.sizes.entries()) {
    const isLast = index === options.sizes.length - 1
    await withDocket(async (running) => {
      years.push(await measureYear(running, events, options))
      if (isLast) await measureWriting(running, options)
    })
  }
  printAnswers(years)
}

interface Running {
  url: string
  headers: { authorization: string }
  client: Client
  docket: { dataDir: string; env: Record<string, string> }
}

/** Lends a whole `docket serve` on a database of its own. */
async function withDocket(use: (running: Running) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-bench-'))
  const database = await startDatabaseServer()
  const env = { DOCKET_ADMIN_API_KEY: key, DATABASE_URL: database.url }
  const docket = startDocket({ dataDir, env })
  const client = new Client({ connectionString: database.url })
  try {
    const url = await docket.ready()
    await client.connect()
    await use({ url, headers: { authorization: `Bearer ${key}` }, client, docket: { dataDir, env } })
  } finally {
    await client.end()
    docket.kill('SIGTERM')
    await docket.ended
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measureYear(
  { url, headers, client, docket }: Running,
  wanted: number,
  { repeats }: Options,
): Promise<YearSample> {
  const events = await fillYear(client, wanted)
  const rebuild = await measureRebuild(docket)
  console.log(
    `${events} events: counted anew in ${rebuild.seconds.toFixed(1)} s with ${rebuild.peakMib.toFixed(0)} MiB`,
  )
  await client.query('vacuum analyze')
  return { events, rebuild, answers: await measureAnswers(url, headers, repeats) }
}

async function measureWriting(
  { url, headers, client }: Running,
  { rate, seconds, runs }: Options,
): Promise<void> {
  printVisibility(await watchVisibility({ url, headers, userId: '' }, { perSecond: rate, seconds }))
  const samples: WritingSample[] = []
  for (let run = 0; run < runs; run += 1)
    samples.push(await compareWriting(client, { url, key, seconds: seconds / 2, connections: 32 }))
  const ratios = samples.map((sample) => sample.with / sample.without).sort((a, b) => a - b)
  for (const sample of samples)
    console.log(
      `orders a second: ${sample.with.toFixed(0)} counted, ${sample.without.toFixed(0)} not counted`,
    )
  console.log(`writing with numbers / without: ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)}`)
}

function printVisibility({ eventsPerSecond, ...delays }: VisibilitySample): void {
  for (const [since, { p50Ms, p99Ms, maxMs }] of Object.entries(delays)) {
    const [p50, p99, max] = [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(0))
    console.log(
      `event to visible number at ${eventsPerSecond.toFixed(0)} events a second, ms since it was ${since}: p50 ${p50}, p99 ${p99}, longest ${max}`,
    )
  }
}

/** Every answer's times over each year, and how its p95 grows from the smallest year to the largest. */
function printAnswers(years: readonly YearSample[]): void {
  const sizes = years.map(({ events }) => `${(events / 1e6).toFixed(1)}M`.padStart(24))
  console.log(`${''.padEnd(52)}${sizes.join('')}`)
  console.log(`${'ms'.padEnd(52)}${years.map(() => '    first     p50     p95').join('')}   ×p95`)
  const [smallest, largest] = [years.at(0), years.at(-1)]
  for (const [index, { name }] of (largest?.answers ?? []).entries()) {
    const cells = years.map(({ answers }) => cellsOf(answers[index]))
    const ratio = (largest?.answers[index]?.p95Ms ?? 0) / (smallest?.answers[index]?.p95Ms ?? 1)
    console.log(`${name.padEnd(52)}${cells.join('')}${ratio.toFixed(2).padStart(7)}`)
  }
  const slowest = Math.max(...(largest?.answers ?? []).map(({ p95Ms }) => p95Ms))
  console.log(`the slowest p95 over ${largest?.events} events: ${slowest.toFixed(0)} ms`)
}

function cellsOf(sample: AnswerSample | undefined): string {
  const { coldMs = Number.NaN, p50Ms = Number.NaN, p95Ms = Number.NaN } = sample ?? {}
  return ` ${[coldMs, p50Ms, p95Ms]
    .map((ms) => ms.toFixed(1).padStart(8))
    .join('')
    .slice(1)}`
}

await bench(process.argv.slice(2))
