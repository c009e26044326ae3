import assert from 'node:assert/strict'
import fc from 'fast-check'
import { limitFiles } from './limit-files.ts'
import { nastyFiles, type TicketFiles } from './nasty-files.ts'
import { type ReferenceOutcome, type ReferenceResult, referenceVouchers } from './reference-vouchers.ts'
import { type RunOptions, readRejects, runEngine, type VouchersRun } from './run-vouchers.ts'

/** How many pairs of files are compared, and from which seed they are made. */
export interface ComparePlan {
  runs: number
  seed: number
}

const shownCharactersMax = 1_000
const shortEscapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const options: fc.Arbitrary<RunOptions> = fc.record({
  duplicates: fc.constantFrom('keep-first', 'drop-all'),
  by: fc.constantFrom('tickets', 'orders'),
  top: fc.integer({ min: 1, max: 6 }),
  format: fc.constantFrom('csv', 'assignment', 'json'),
  threads: fc.constantFrom(1, 1, 1, 2),
  chunkBytes: fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constantFrom(1000, 65_536, 1_048_576)),
})

/** Makes vouchers of nasty files with the engine and with the reference, and throws at the first difference. */
export async function compareOnNastyFiles({ runs, seed }: ComparePlan): Promise<void> {
  const property = fc.asyncProperty(nastyFiles, options, compareOnce)
  await fc.assert(property, { numRuns: runs, seed, reporter: reportFiles })
}

/** The same with fields and rows around the limits, read in larger pieces: they have a million bytes. */
export async function compareAroundLimits({ runs, seed }: ComparePlan): Promise<void> {
  const large = options.map((one) => ({ ...one, chunkBytes: 4096 + (one.chunkBytes ?? 0) }))
  const property = fc.asyncProperty(limitFiles, large, compareOnce)
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
}

/** Throws unless a pair of nasty files gives the same bytes, however it is cut and on one thread or two. */
export async function compareCuts({ runs, seed }: ComparePlan): Promise<void> {
  const property = fc.asyncProperty(
    nastyFiles,
    options,
    fc.integer({ min: 1, max: 64 }),
    async (...drawn) => {
      const [files, runOptions, chunkBytes] = drawn
      const whole = await runEngine(files, { ...runOptions, chunkBytes: 1_048_576, threads: 1 })
      for (const threads of [1, 2]) {
        const cut = await runEngine(files, { ...runOptions, chunkBytes, threads })
        assert.deepEqual(withoutPlaces(cut), withoutPlaces(whole))
      }
    },
  )
  await fc.assert(property, { numRuns: runs, seed })
}

/** A run without the names of the folders it was made in. */
function withoutPlaces(run: VouchersRun): unknown {
  return run.fault === undefined ? { ...run, summary: { ...run.summary, files: {} } } : run
}

/** Compares one run of the engine with the reference. */
export async function compareOnce(files: TicketFiles, runOptions: RunOptions): Promise<void> {
  const expected = referenceVouchers(files.orders, files.barcodes, runOptions)
  const run = await runEngine(files, runOptions)
  assertSame(run, expected, runOptions)
}

/** Throws unless a run of the engine left behind what the reference gives. */
export function assertSame(run: VouchersRun, expected: ReferenceOutcome, runOptions: RunOptions): void {
  if (run.fault !== undefined || expected.fault !== undefined) {
    assert.deepEqual(run.fault === undefined ? run : { fault: run.fault, file: run.file }, expected)
    assert.deepEqual(run.fault === undefined ? [] : run.filesWritten, [], 'a bad file leaves nothing behind')
    return
  }
  assert.equal(run.vouchers, printVouchers(expected, runOptions.format ?? 'json'))
  compareRejects(run.rejects, expected)
  const { vouchers, tickets, unusedBarcodes, topCustomers, rejects, warnings } = run.summary
  assert.deepEqual(
    { vouchers, tickets, unusedBarcodes, topCustomers, rejects, warnings },
    {
      vouchers: expected.vouchers.length,
      tickets: expected.vouchers.reduce((sum, voucher) => sum + voucher.barcodes.length, 0),
      unusedBarcodes: expected.unusedBarcodes,
      topCustomers: expected.topCustomers,
      rejects: countCodes(expected),
      warnings: expected.warnings,
    },
  )
}

/** The text of the vouchers file. */
function printVouchers({ vouchers }: ReferenceResult, format: 'csv' | 'assignment' | 'json'): string {
  const header = format === 'csv' ? 'customer_id,order_id,barcodes\n' : ''
  const lines = vouchers.map(({ customerId, orderId, barcodes }) => {
    const list = `[${barcodes.join(', ')}]`
    if (format === 'csv') return `${customerId},${orderId},"${list.replaceAll('"', '""')}"\n`
    if (format === 'assignment') return `${customerId}, ${orderId}, ${list}\n`
    return `${JSON.stringify({ customerId, orderId, barcodes })}\n`
  })
  return header + lines.join('')
}

function compareRejects(text: string, { rejects }: ReferenceResult): void {
  const written = readRejects(text)
  assert.deepEqual(
    written.map(({ message: _, ...reject }) => reject),
    rejects.map(({ firstLine: _, ...reject }) => ({ ...reject, value: guard(show(reject.value)) })),
  )
  rejects.forEach(({ code, firstLine }, index) => {
    const message = written[index]?.message ?? ''
    assert.notEqual(message, '', code)
    if (firstLine !== undefined) assert.match(message, new RegExp(`\\bline ${firstLine}$`), code)
  })
}

/** A value as it is shown: cut, and its control characters escaped. */
function show(value: string): string {
  const characters = [...value]
  const cut = characters.slice(0, shownCharactersMax).map((character) => {
    const code = character.codePointAt(0) ?? 0
    const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f)
    return isControl ? (shortEscapes[character] ?? `\\u${code.toString(16).padStart(4, '0')}`) : character
  })
  return cut.join('') + (characters.length > shownCharactersMax ? '…' : '')
}

/** A value as it is written where a spreadsheet might run it. */
export function guard(value: string): string {
  const isFormula = /^'*[=+\-@]/.test(value)
  const isPlainNumber = /^'*[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(value)
  return isFormula && !isPlainNumber ? `'${value}` : value
}

function countCodes({ rejects }: ReferenceResult): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code } of rejects)
    for (const one of new Set(code.split(';'))) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** Fails with the seed, the options and both files as text, so that a difference can be looked at and repeated. */
function reportFiles(details: fc.RunDetails<[TicketFiles, RunOptions]>): void {
  if (!details.failed) return
  const [files, runOptions] = details.counterexample ?? []
  const print = (bytes: Uint8Array | undefined) => JSON.stringify(Buffer.from(bytes ?? []).toString())
  throw new Error(
    [
      `seed ${details.seed}, after ${details.numRuns} pairs of files`,
      `orders.csv ${print(files?.orders)}`,
      `barcodes.csv ${print(files?.barcodes)}`,
      `options ${JSON.stringify(runOptions)}`,
      String(details.errorInstance),
    ].join('\n'),
    { cause: details.errorInstance },
  )
}
