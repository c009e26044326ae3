import { cellText, emptyCell, readCell } from './cell.ts'
import { type CsvRecord, csvLimits } from './csv-record.ts'
import { FileFault } from './file-fault.ts'

/**
 * A column to find: a name that must stand in the header once; or one that goes by any of several names and may be
 * left out.
 */
export type WantedColumn = string | { anyOf: readonly string[]; isOptional: boolean }

interface Header {
  /** For each wanted column the index of its field; -1 for an optional one that is not there. */
  columns: number[]
  ignoredColumns: string[]
  /** All names as they stand in the header, trimmed. */
  names: string[]
}

/** Names of the delimiters that files have instead of commas. */
const otherDelimiters = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
])

/**
 * Finds the wanted columns in a header record, by trimmed name without regard to case.
 * @throws FileFault that names all columns that are wrong at once.
 */
export function matchHeader(record: CsvRecord, path: string, wanted: readonly WantedColumn[]): Header {
  const needed = wanted.filter(isNeeded).map(namesOf)
  // Quotes around names that something else than commas separates are malformed for that reason only.
  if (record.fault === 'quote-malformed') checkDelimiter(rawText(record), path, needed)
  if (record.fault !== undefined || record.fieldCount > csvLimits.columns) throw malformedHeader(record, path)
  const written = readNames(record)
  const names = written.map((name) => name.toLowerCase())
  const found = wanted.map((column) => findPlaces(names, namesOf(column)))
  const missing = wanted.filter((column, i) => isNeeded(column) && found[i]?.length === 0)
  const doubled = wanted.filter((_, i) => (found[i]?.length ?? 0) > 1)
  if (missing.length > 0) checkDelimiter(names.join(','), path, needed)
  if (missing.length === needed.length) throw missingHeader(path, wanted.filter(isNeeded))
  if (missing.length + doubled.length > 0) throw wrongColumns(path, missing, doubled)
  const known = wanted.flatMap(namesOf)
  return {
    columns: found.map(([place = -1]) => place),
    ignoredColumns: names.filter((name) => !known.includes(name)),
    names: written,
  }
}

function isNeeded(column: WantedColumn): boolean {
  return typeof column === 'string' || !column.isOptional
}

/** What a column may be called; the first is its usual name. */
export function namesOf(column: WantedColumn): readonly string[] {
  return typeof column === 'string' ? [column] : column.anyOf
}

function findPlaces(names: readonly string[], wanted: readonly string[]): number[] {
  return names.flatMap((name, place) => (wanted.includes(name) ? [place] : []))
}

function readNames(record: CsvRecord): string[] {
  const cell = emptyCell()
  return Array.from({ length: record.fieldCount }, (_, i) => {
    readCell(record, i, cell)
    return cellText(cell)
  })
}

function malformedHeader(record: CsvRecord, path: string): FileFault {
  const reason =
    record.fault === undefined
      ? `it has ${record.fieldCount} columns, and at most ${csvLimits.columns} are allowed`
      : `${record.fault} in line ${record.line}`
  return new FileFault('header-malformed', `${path} has no readable header: ${reason}`)
}

function checkDelimiter(header: string, path: string, needed: readonly (readonly string[])[]): void {
  for (const [delimiter, title] of otherDelimiters) {
    const parts = header.split(delimiter).map(bareName)
    if (needed.every((names) => names.some((name) => parts.includes(name)))) {
      throw new FileFault(
        'delimiter-wrong',
        `${path} is separated by ${title}: save it with commas between the columns`,
      )
    }
  }
}

function rawText({ bytes, start, end }: CsvRecord): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
}

function bareName(part: string): string {
  const [, name] = /^"?(.*?)"?$/s.exec(part.trim()) ?? []
  return (name ?? '').trim().toLowerCase()
}

function missingHeader(path: string, needed: readonly WantedColumn[]): FileFault {
  return new FileFault(
    'header-missing',
    `${path} has no header: its first line must name ${needed.map(anyName).join(' and ')}`,
  )
}

function wrongColumns(
  path: string,
  missing: readonly WantedColumn[],
  doubled: readonly WantedColumn[],
): FileFault {
  const parts = [
    missing.length > 0 ? `${columnsNamed(missing)} missing` : '',
    doubled.length > 0 ? `${columnsNamed(doubled)} there more than once` : '',
  ]
  const code = missing.length > 0 ? 'column-missing' : 'column-duplicate'
  return new FileFault(code, `${path}: ${parts.filter((part) => part !== '').join(', and ')}`)
}

function columnsNamed(columns: readonly WantedColumn[]): string {
  const names = columns.map(anyName)
  return names.length === 1 ? `the column ${names[0]} is` : `the columns ${names.join(' and ')} are`
}

/** What to call a column: all its names. */
function anyName(column: WantedColumn): string {
  return namesOf(column).join(' or ')
}
