import { type RefusalCode, refusals } from '#contract/refusals.ts'
import {
  type MakeVouchers,
  makeVouchers,
  type VouchersReport,
  type VouchersSummary,
} from '../features/tickets/make-vouchers.ts'
import { showValue } from '../features/tickets/show-value.ts'
import { exitCodes } from '../platform/errors.ts'
import { createProgressBar } from './progress-bar.ts'

/** The options of `docket vouchers`, as the command line reads them. */
export interface VouchersOptions {
  ordersFile: string
  barcodesFile: string
  outputDir: string
  duplicates: MakeVouchers['duplicates']
  top: number
  by: MakeVouchers['by']
  format: MakeVouchers['format']
  json: boolean
  strict: boolean
  quiet: boolean
  debug: boolean
}

/** Of each kind of refusal so many lines are printed; the rest is counted. */
const linesPerCode = 100

/** Runs `docket vouchers`: results on stdout, everything else on stderr. Returns the exit code. */
export async function vouchers(options: VouchersOptions): Promise<number> {
  const startedAt = performance.now()
  const voice = options.quiet ? silentVoice() : await createVoice(options)
  const summary = await makeVouchers({ ...options, report: voice.report }).finally(voice.stop)
  const elapsedMs = Math.round(performance.now() - startedAt)
  voice.close(summary, elapsedMs)
  process.stdout.write(options.json ? jsonResult(summary, options, elapsedMs) : textResult(summary, options))
  return options.strict && summary.rejectedRows > 0 ? exitCodes.failed : exitCodes.ok
}

function textResult({ topCustomers, unusedBarcodes }: VouchersSummary, { top, by }: VouchersOptions): string {
  const lines = topCustomers.map(({ customerId, amount }) => `${customerId}, ${amount}`)
  return [`Top ${top} customers by ${by}:`, ...lines, `Unused barcodes: ${unusedBarcodes}`, ''].join('\n')
}

function jsonResult(summary: VouchersSummary, { by }: VouchersOptions, elapsedMs: number): string {
  const { vouchers, tickets, unusedBarcodes, rejects, warnings, files } = summary
  const topCustomers = summary.topCustomers.map(({ customerId, amount }) => ({ customerId, [by]: amount }))
  return `${JSON.stringify({ vouchers, tickets, unusedBarcodes, topCustomers, rejects, warnings, files, elapsedMs })}\n`
}

/** What speaks to the person while the command works. */
interface Voice {
  report: Partial<VouchersReport>
  /** Ends the progress bar, whatever happened. */
  stop(): void
  close(summary: VouchersSummary, elapsedMs: number): void
}

function silentVoice(): Voice {
  return { report: {}, stop() {}, close() {} }
}

async function createVoice({ debug }: VouchersOptions): Promise<Voice> {
  const bar = await createProgressBar()
  const stages = createStageClock()
  const printed = new Map<RefusalCode, number>()
  return {
    report: {
      stage(name) {
        stages.begin(name)
        bar.stage(name)
      },
      progress: bar.update,
      ignoredColumns(file, names) {
        bar.stop()
        say(
          `warning: ${file}: columns that are not needed are ignored: ${names.map((name) => showValue(name) || '(no name)').join(', ')}`,
        )
      },
      reject(file, { line, reasons }) {
        const rows = (printed.get(reasons[0].code) ?? 0) + 1
        printed.set(reasons[0].code, rows)
        if (rows > linesPerCode) return
        bar.stop()
        const codes = reasons.map((reason) => reason.code).join(';')
        const values = reasons.map((reason) => showValue(reason.value)).join(';')
        say(`${file}:${line} ${codes} ${values} (${reasons.map((reason) => reason.message).join('; ')})`)
      },
    },
    stop: bar.stop,
    close(summary, elapsedMs) {
      for (const [code, rows] of printed) {
        if (rows > linesPerCode) say(`… and ${count(rows - linesPerCode, 'more row')} with ${code}`)
      }
      sayHints(summary)
      sayNormalised(summary)
      say(summaryLine(summary, elapsedMs))
      if (debug) for (const line of stages.lines()) say(line)
    },
  }
}

/** One line per kind of refusal: how many rows, and what a person can do about them. */
function sayHints({ rejects }: VouchersSummary): void {
  for (const [code, rows] of countsOf(rejects)) say(`${rows} × ${code}: ${refusals[code].hint}`)
}

/** The entries of a record of counts; its keys are codes, as its type says. */
function countsOf(counts: VouchersSummary['rejects']): [RefusalCode, number][] {
  return Object.entries(counts) as [RefusalCode, number][]
}

function summaryLine({ vouchers, tickets, rejectedRows, files }: VouchersSummary, elapsedMs: number): string {
  const made = `${count(vouchers, 'voucher')} with ${count(tickets, 'ticket')} in ${files.vouchers}`
  return `${made}; ${count(rejectedRows, 'rejected row')} in ${files.rejects}; ${(elapsedMs / 1000).toFixed(1)} s`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function sayNormalised({ warnings }: VouchersSummary): void {
  const number = warnings['id-normalised']
  if (number !== undefined) say(`warning: ${count(number, 'id')} with leading zeros or ".0", read without`)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Takes the time and the memory of each stage for `--debug`. */
function createStageClock(): { begin(name: string): void; lines(): string[] } {
  const begun: { name: string; at: number; bytes: number }[] = []
  return {
    begin: (name) => begun.push({ name, at: performance.now(), bytes: process.memoryUsage.rss() }),
    lines() {
      const end = performance.now()
      const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0)
      const stages = begun.map(({ name, at, bytes }, i) => {
        const ms = (begun[i + 1]?.at ?? end) - at
        return `debug: ${name.padEnd(18)} ${ms.toFixed(0).padStart(7)} ms, from ${(bytes / 1_048_576).toFixed(0)} MiB`
      })
      return [...stages, `debug: peak memory ${peak} MiB`]
    },
  }
}
