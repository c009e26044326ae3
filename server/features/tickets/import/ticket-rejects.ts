import { refusals } from '#contract/refusals.ts'
import { csvLine } from '../../../platform/csv/write-csv.ts'
import type { Database } from '../../../platform/database/database.ts'
import type {
  PlacedReject,
  RejectPage,
  RejectPosition,
  RejectSource,
  RejectTable,
} from '../../imports/reject-source.ts'
import { rejectColumns } from '../../imports/rejects/reject-columns.ts'
import { splitRaw } from '../../imports/transactions/split-raw.ts'
import { barcodeColumns, orderColumns } from '../check-ticket-rows.ts'
import { toRowError } from './ticket-reason.ts'
import {
  listRefusedRows,
  listTicketFiles,
  type RefusedRow,
  type TicketFile,
} from './ticket-rejects-queries.ts'

/** The refused rows of two ticket files, orders first. A position is a file, a row, and the number of its reason. */
export const ticketRejects: RejectSource = { page, table }

async function page(
  db: Database,
  jobId: number,
  [part = 0, row = 1, reason = -1]: RejectPosition = [],
  limit: number,
): Promise<RejectPage> {
  const names = shownNames(await listTicketFiles(db, jobId))
  // The row of the position comes again: it may have further reasons.
  const found = await listRefusedRows(db, jobId, { behind: { part, row: row - 1 }, limit: limit + 1 })
  const entries = found.rows
    .flatMap((refused) => toRejects(names, refused))
    .filter(({ position: [p = 0, r = 0, n = 0] }) => p > part || r > row || n > reason)
  return { entries: entries.slice(0, limit), isLast: found.isLast && entries.length <= limit }
}

function toRejects(
  names: readonly string[],
  { part, row_number, line, errors, raw }: RefusedRow,
): PlacedReject[] {
  return errors.map((stored, place) => {
    const { code, column, message } = toRowError(stored)
    const { level, hint } = refusals[code]
    const file = names[part] ?? ''
    const reject = {
      file,
      line,
      row: row_number,
      level,
      code,
      column,
      message,
      hint,
      value: stored.value,
      raw,
    }
    return { reject, position: [part, row_number, place] }
  })
}

async function table(db: Database, jobId: number): Promise<RejectTable> {
  const files = await listTicketFiles(db, jobId)
  const columns = [orderColumns, barcodeColumns].map((fallback, i) => files[i]?.column_names ?? [...fallback])
  const union = [...new Map(columns.flat().map((name) => [name.toLowerCase(), name])).values()]
  // Where each file's fields go: by the first column of its name, as the check reads them.
  const places = columns.map((names) => names.map((name) => placeOf(union, name)))
  const [first = 'file', ...others] = rejectColumns(['file', ...union.map(renameFile)])
  return {
    header: [first, ...others],
    rows: readLines(db, jobId, { names: shownNames(files), places, width: union.length }),
  }
}

function placeOf(union: readonly string[], name: string): number {
  return union.findIndex((one) => one.toLowerCase() === name.toLowerCase())
}

/** A column of the file that is called as the one that says which file it is. */
function renameFile(name: string): string {
  return name.toLowerCase() === 'file' ? `${name} (original)` : name
}

interface Shape {
  names: readonly string[]
  places: readonly (readonly number[])[]
  width: number
}

const batchRows = 1_000

async function* readLines(db: Database, jobId: number, shape: Shape): AsyncGenerator<(string | number)[]> {
  let behind = { part: 0, row: 0 }
  for (;;) {
    const { rows, isLast } = await listRefusedRows(db, jobId, { behind, limit: batchRows })
    for (const row of rows) yield toLine(row, shape)
    const last = rows.at(-1)
    if (isLast || last === undefined) return
    behind = { part: last.part, row: last.row_number }
  }
}

/** The row as it was read, and what Docket adds: fields too many, or the whole of what cannot be split, in `extra`. */
function toLine(
  { part, line, errors, raw }: RefusedRow,
  { names, places, width }: Shape,
): (string | number)[] {
  const fields = splitRaw(raw, errors)
  const columns = places[part] ?? []
  const known = Array<string>(width).fill('')
  columns.forEach((place, i) => {
    known[place] ||= fields?.[i] ?? ''
  })
  const surplus = fields?.slice(columns.length) ?? []
  const extra = surplus.length > 0 ? csvLine(surplus).slice(0, -1) : ''
  const joined = (part: 'code' | 'message') => errors.map((error) => toRowError(error)[part]).join(';')
  return [
    names[part] ?? '',
    ...known,
    line,
    joined('code'),
    joined('message'),
    fields === undefined ? raw : extra,
  ]
}

/** What the files are called: as the client named them, or by what is in them where that says nothing. */
export function shownNames(files: readonly TicketFile[]): string[] {
  const isSame = files[0]?.name === files[1]?.name
  return files.map(({ name, role }) => (isSame ? role : name))
}
