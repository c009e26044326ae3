import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeVouchers, type VouchersSummary } from '../../server/features/tickets/make-vouchers.ts'
import { FileFault } from '../../server/platform/csv/file-fault.ts'
import type { TicketFiles } from './nasty-files.ts'
import { splitRecords } from './reference-csv-split.ts'
import type {
  ReferenceOptions,
  ReferenceOutcome,
  ReferenceReject,
  ReferenceVoucher,
} from './reference-vouchers.ts'

/** What the engine is asked for beside the policy: none of it may change a verdict. */
export interface RunOptions extends ReferenceOptions {
  format?: 'csv' | 'assignment' | 'json'
  chunkBytes?: number
  threads?: number
}

/** What the engine left behind. */
export type VouchersRun =
  | { fault: FileFault['code']; file: ReferenceReject['file']; filesWritten: readonly string[] }
  | { fault?: never; vouchers: string; rejects: string; summary: VouchersSummary }

/** A rejected row as rejects.csv tells it. */
export interface WrittenReject {
  file: string
  line: number
  row: number
  column: string
  code: string
  message: string
  value: string
}

/** Makes vouchers of two files in a folder of their own, which is removed again. */
export async function runEngine(files: TicketFiles, options: RunOptions): Promise<VouchersRun> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-vouchers-'))
  const outputDir = join(folder, 'output')
  try {
    writeFileSync(join(folder, 'orders.csv'), files.orders)
    writeFileSync(join(folder, 'barcodes.csv'), files.barcodes)
    const summary = await makeVouchers({
      format: 'json',
      ...options,
      ordersFile: join(folder, 'orders.csv'),
      barcodesFile: join(folder, 'barcodes.csv'),
      outputDir,
    })
    const vouchers = readFileSync(summary.files.vouchers, 'utf8')
    return { vouchers, rejects: readFileSync(summary.files.rejects, 'utf8'), summary }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error
    const file = error.message.includes('orders.csv') ? 'orders.csv' : 'barcodes.csv'
    return { fault: error.code, file, filesWritten: existsSync(outputDir) ? readdirSync(outputDir) : [] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same, told in the words of the reference. */
export async function runVouchers(files: TicketFiles, options: RunOptions): Promise<ReferenceOutcome> {
  const run = await runEngine(files, { ...options, format: 'json' })
  if (run.fault !== undefined) return { fault: run.fault, file: run.file }
  return {
    vouchers: readVouchers(run.vouchers),
    rejects: readRejects(run.rejects).map(toReferenceReject),
    warnings: run.summary.warnings,
    unusedBarcodes: run.summary.unusedBarcodes,
    topCustomers: run.summary.topCustomers,
  }
}

/** Reads a rejects.csv, its header aside; the values stay guarded, cut and escaped as they were written. */
export function readRejects(text: string): readonly WrittenReject[] {
  const [header, ...records] = splitRecords([...text]).map((record) =>
    record.fields.map((field) => field.value),
  )
  if (header?.join() !== 'file,line,row,column,code,message,value')
    throw new Error(`rejects.csv begins with ${header?.join()}`)
  return records.map((fields) => {
    const [file = '', line, row, column = '', code = '', message = '', value = ''] = fields
    if (fields.length !== 7) throw new Error(`rejects.csv has a row of ${fields.length} fields`)
    return { file, line: Number(line), row: Number(row), column, code, message, value }
  })
}

function readVouchers(text: string): readonly ReferenceVoucher[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => toVoucher(JSON.parse(line)))
}

function toVoucher(value: unknown): ReferenceVoucher {
  if (typeof value === 'object' && value !== null && 'customerId' in value && 'orderId' in value) {
    const { customerId, orderId } = value
    if ('barcodes' in value && Array.isArray(value.barcodes))
      return {
        customerId: String(customerId),
        orderId: String(orderId),
        barcodes: value.barcodes.map(String),
      }
  }
  throw new Error(`not a voucher: ${JSON.stringify(value)}`)
}

function toReferenceReject({
  file,
  line,
  row,
  column,
  code,
  message,
  value,
}: WrittenReject): ReferenceReject {
  if (file !== 'orders.csv' && file !== 'barcodes.csv') throw new Error(`a reject of the file ${file}`)
  const firstLine = / in line (\d+)/.exec(message)?.[1]
  return {
    ...{ file, line, row, column, code, value },
    ...(firstLine === undefined ? {} : { firstLine: Number(firstLine) }),
  }
}
