import { closeSync } from 'node:fs'
import { join } from 'node:path'
import type { RefusalCode, WarningCode } from '#contract/refusals.ts'
import type { DuplicatePolicy, Measure } from '#contract/tickets.ts'
import { type CsvFile, openCsvFile } from '../../platform/csv/open-csv-file.ts'
import { exitCodes, PlainError } from '../../platform/errors.ts'
import {
  assertWritable,
  cannotWrite,
  isSameFile,
  openReplacements,
} from '../../platform/files/replace-files.ts'
import { barcodeColumns, orderColumns } from './check-ticket-rows.ts'
import type { VoucherFormat } from './voucher-options.ts'
import { startCrew } from './vouchers/crew.ts'
import { findVouchers, type Vouchers } from './vouchers/find-vouchers.ts'
import { layouts } from './vouchers/layouts.ts'
import type { Reject } from './vouchers/list-rejects.ts'
import { type RankedCustomer, rankCustomers } from './vouchers/rank-customers.ts'
import { writeVoucherFile } from './vouchers/write-voucher-file.ts'
import { writeRejects } from './write-rejects.ts'

export interface MakeVouchers {
  ordersFile: string
  barcodesFile: string
  outputDir: string
  duplicates: DuplicatePolicy
  top: number
  by: Measure
  format: VoucherFormat
  /** How many bytes are read at a time. Tests make it small, to cut files anywhere. */
  chunkBytes?: number
  threads?: number
  report?: Partial<VouchersReport>
}

/** What is told while the vouchers are made. */
export interface VouchersReport {
  /** A stage begins. */
  stage(name: string): void
  /** So many of the input's bytes are read. */
  progress(bytes: number, bytesAll: number): void
  /** The names of columns that are not needed. */
  ignoredColumns(file: string, names: readonly string[]): void
  reject(file: string, reject: Reject): void
}

export interface VouchersSummary {
  vouchers: number
  tickets: number
  unusedBarcodes: number
  topCustomers: RankedCustomer[]
  /** Rows per code; only codes that occurred. */
  rejects: Partial<Record<RefusalCode, number>>
  rejectedRows: number
  warnings: Partial<Record<WarningCode, number>>
  files: { vouchers: string; rejects: string }
}

const defaultChunkBytes = 131_072
/** Below this much input a second thread costs more, to start and to warm up, than it saves. */
const bytesForTwoThreads = 40_000_000

/**
 * Makes vouchers of an orders file and a barcodes file by the rules of spec 2, and writes them and the refused rows
 * to the output folder, where each file is replaced once it is whole.
 * @throws FileFault when a file cannot be used; then nothing was written.
 */
export async function makeVouchers(input: MakeVouchers): Promise<VouchersSummary> {
  const report: VouchersReport = { ...silent, ...input.report }
  report.stage('open')
  const orders = await openCsvFile(input.ordersFile, orderColumns)
  try {
    const barcodes = await openCsvFile(input.barcodesFile, barcodeColumns)
    try {
      return await makeFrom(orders, barcodes, input, report)
    } finally {
      closeSync(barcodes.file)
    }
  } finally {
    closeSync(orders.file)
  }
}

async function makeFrom(
  orders: CsvFile,
  barcodes: CsvFile,
  input: MakeVouchers,
  report: VouchersReport,
): Promise<VouchersSummary> {
  const files = planOutput(input)
  const crew = startCrew(input.threads ?? (orders.size + barcodes.size < bytesForTwoThreads ? 1 : 2))
  try {
    const chunkBytes = input.chunkBytes ?? defaultChunkBytes
    const vouchers = await findVouchers(crew, {
      orders,
      barcodes,
      duplicates: input.duplicates,
      chunkBytes,
      report,
    })
    const warnings = collectWarnings([orders, barcodes], vouchers, report)
    const outputs = openReplacements([files.vouchers, files.rejects])
    try {
      report.stage('write')
      const [vouchersFile, rejectsFile] = outputs.files
      const rejected = await writeVoucherFile(crew, vouchersFile, layouts[input.format], vouchers, () =>
        writeRejects(rejectsFile, vouchers, { orders, barcodes }, report),
      )
      report.stage('sync')
      await outputs.commit()
      return { ...countVouchers(vouchers, input), ...rejected, warnings, files }
    } catch (error) {
      outputs.discard()
      throw isSystemError(error) ? cannotWrite(input.outputDir, error) : error
    }
  } finally {
    await crew.close()
  }
}

/**
 * Where the results go.
 * @throws PlainError before anything is read, when they would replace an input or cannot be written.
 */
function planOutput({ ordersFile, barcodesFile, outputDir, format }: MakeVouchers): VouchersSummary['files'] {
  const files = {
    vouchers: join(outputDir, layouts[format].fileName),
    rejects: join(outputDir, 'rejects.csv'),
  }
  for (const file of Object.values(files)) {
    if (isSameFile(file, ordersFile) || isSameFile(file, barcodesFile)) {
      throw new PlainError(`${file} is an input: choose another --output-dir`, exitCodes.wrongUsage)
    }
  }
  assertWritable(outputDir)
  return files
}

function countVouchers({ table, grouped, unassignedCount }: Vouchers, { top, by }: MakeVouchers) {
  return {
    vouchers: grouped.counts.reduce((sum, count) => sum + Number(count > 0), 0),
    tickets: grouped.tickets.length,
    unusedBarcodes: unassignedCount,
    topCustomers: rankCustomers(table, grouped.counts, { top, by }),
  }
}

function collectWarnings(
  files: readonly CsvFile[],
  { normalisedIds }: Vouchers,
  report: VouchersReport,
): VouchersSummary['warnings'] {
  const warnings: VouchersSummary['warnings'] = {}
  for (const { path, ignoredColumns } of files) {
    if (ignoredColumns.length === 0) continue
    warnings['columns-ignored'] = (warnings['columns-ignored'] ?? 0) + 1
    report.ignoredColumns(path, ignoredColumns)
  }
  if (normalisedIds > 0) warnings['id-normalised'] = normalisedIds
  return warnings
}

/** True for what the operating system refused, such as a full disk. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code))
}

const silent: VouchersReport = { stage() {}, progress() {}, ignoredColumns() {}, reject() {} }
