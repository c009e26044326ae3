import { createHash } from 'node:crypto'
import type { RepairRows } from '#contract/job-rows.ts'
import type { RecordFault } from '../../../platform/csv/csv-record.ts'
import { namesOf, type WantedColumn } from '../../../platform/csv/match-header.ts'
import type { RepairRow } from '../repair-target.ts'
import type { Repair } from './repair.ts'

/** Reads mended rows that came as JSON. Column names are matched as in a header, and unknown ones passed over. */
export function readRepairRows({ rows }: RepairRows, columns: readonly WantedColumn[]): Repair {
  const sha256 = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  return { sha256, rows: rows.map((row, i) => toRow(row, `/rows/${i}`, columns)) }
}

function toRow(
  { file, line, values }: RepairRows['rows'][number],
  pointer: string,
  columns: readonly WantedColumn[],
): RepairRow {
  const given = new Map(
    Object.entries(values).map(([name, value]) => [name.trim().toLowerCase(), value.trim()]),
  )
  const named = columns.map((column) => {
    const names = namesOf(column)
    const found = names.find((name) => given.has(name))
    return [names[0] ?? '', found === undefined ? '' : (given.get(found) ?? '')] as const
  })
  const fault = Object.values(values).some((value) => control.test(value)) ? controlFault : undefined
  return { pointer, file, line, values: new Map(named), fault }
}

const controlFault: RecordFault = 'control-character'

/** What no row may hold, as in a file: control characters but for tab, CR and LF. NUL was refused before. */
const control = /[^\P{Cc}\t\r\n]/u
