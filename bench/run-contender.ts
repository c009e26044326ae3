import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchFiles } from './prepare-files.ts'

/** One way to make the vouchers: a command, and where it writes them. */
export interface Contender {
  name: string
  command: (files: BenchFiles) => { program: string; args: readonly string[]; vouchers: string }
  /** Makes the top customers and the unused barcodes of what it printed comparable. */
  readNumbers: (printed: unknown) => string
}

export interface Measured {
  seconds: number
  /** Time on the processors, which neighbours on the machine disturb less than wall time. */
  cpuSeconds: number
  peakKib: number
  sha256: string
  numbers: string
}

const bench = import.meta.dirname
const python = join(bench, 'data', 'peers', 'bin', 'python')

export const contenders: readonly Contender[] = [
  {
    name: 'docket',
    command: (files) => ({
      program: join(bench, '..', 'bin', 'docket'),
      args: [
        ...['vouchers', '--orders-file', files.orders, '--barcodes-file', files.barcodes],
        ...['--output-dir', join(files.folder, 'docket'), '--json', '--quiet'],
      ],
      vouchers: join(files.folder, 'docket', 'vouchers.csv'),
    }),
    readNumbers: readOwnNumbers,
  },
  peer('duckdb'),
  peer('polars'),
  peer('pandas'),
]

/** Runs a contender once as a process of its own. Wall time, processor time and peak memory are those of time(1). */
export function measure(contender: Contender, files: BenchFiles): Measured {
  const { program, args, vouchers } = contender.command(files)
  if (!existsSync(program)) throw new Error(`${program} is not there: run npm run bench:setup`)
  const run = spawnSync('/usr/bin/time', ['-f', 'measured %e %U %S %M', program, ...args], {
    encoding: 'utf8',
  })
  const figures = /measured (\S+) (\S+) (\S+) (\d+)\s*$/.exec(run.stderr)
  if (run.status !== 0 || figures === null)
    throw new Error(`${contender.name} failed:\n${run.stderr}${run.error ?? ''}`)
  const [wall = 0, user = 0, system = 0, peakKib = 0] = figures.slice(1).map(Number)
  return {
    seconds: wall,
    cpuSeconds: user + system,
    peakKib,
    sha256: hashFile(vouchers),
    numbers: contender.readNumbers(JSON.parse(run.stdout)),
  }
}

function peer(name: string): Contender {
  return {
    name,
    command: (files) => {
      const vouchers = join(files.folder, `${name}.csv`)
      const script = join(bench, 'peers', `${name}_vouchers.py`)
      return { program: python, args: [script, files.orders, files.barcodes, vouchers], vouchers }
    },
    readNumbers: (printed) => JSON.stringify(printed),
  }
}

function readOwnNumbers(printed: unknown): string {
  if (typeof printed === 'object' && printed !== null && 'topCustomers' in printed) {
    const { topCustomers } = printed
    if (Array.isArray(topCustomers) && 'unusedBarcodes' in printed) {
      const top = topCustomers.map(({ customerId, tickets }) => [customerId, tickets])
      return JSON.stringify({ top, unused: printed.unusedBarcodes })
    }
  }
  throw new Error(`docket printed no summary: ${JSON.stringify(printed)}`)
}

function hashFile(path: string): string {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(1 << 20)
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
    hash.update(buffer.subarray(0, read))
  closeSync(file)
  return hash.digest('hex')
}
