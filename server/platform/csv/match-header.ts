import { cellText, emptyCell, readCell } from './cell.ts'
import { type CsvRecord, csvLimits } from './csv-record.ts'
import { FileFault } from './file-fault.ts'

interface Header {
  columns: number[]
  ignoredColumns: string[]
  fieldCount: number
}

/** Names of the delimiters that files have instead of commas. */
const otherDelimiters = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
])

/**
 * Finds the `needed` columns in a header record, by trimmed name without regard to case.
 * @throws FileFault that names all columns that are wrong at once.
 */
export function matchHeader(record: CsvRecord, path: string, needed: readonly string[]): Header {
  // Quotes around names that something else than commas separates are malformed for that reason only.
  if (record.fault === 'quote-malformed') checkDelimiter(rawText(record), path, needed)
  if (record.fault !== undefined || record.fieldCount > csvLimits.columns) throw malformedHeader(record, path)
  const names = readNames(record)
  const columns = needed.map((name) => names.indexOf(name))
  const missing = needed.filter((_, i) => columns[i] === -1)
  const doubled = needed.filter((name, i) => columns[i] !== names.lastIndexOf(name))
  if (missing.length > 0) checkDelimiter(names.join(','), path, needed)
  if (missing.length === needed.length) throw missingHeader(path, needed)
  if (missing.length + doubled.length > 0) throw wrongColumns(path, missing, doubled)
  return { columns, ignoredColumns: names.filter((name) => !needed.includes(name)), fieldCount: names.length }
}

function readNames(record: CsvRecord): string[] {
  const cell = emptyCell()
  return Array.from({ length: record.fieldCount }, (_, i) => {
    readCell(record, i, cell)
    return cellText(cell).toLowerCase()
  })
}

function malformedHeader(record: CsvRecord, path: string): FileFault {
  const reason =
    record.fault === undefined
      ? `it has ${record.fieldCount} columns, and at most ${csvLimits.columns} are allowed`
      : `${record.fault} in line ${record.line}`
  return new FileFault('header-malformed', `${path} has no readable header: ${reason}`)
}

function checkDelimiter(header: string, path: string, needed: readonly string[]): void {
  for (const [delimiter, title] of otherDelimiters) {
    const parts = header.split(delimiter).map(bareName)
    if (needed.every((name) => parts.includes(name))) {
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

function missingHeader(path: string, needed: readonly string[]): FileFault {
  return new FileFault(
    'header-missing',
    `${path} has no header: its first line must name ${needed.join(' and ')}`,
  )
}

function wrongColumns(path: string, missing: readonly string[], doubled: readonly string[]): FileFault {
  const parts = [
    missing.length > 0 ? `${columnsNamed(missing)} missing` : '',
    doubled.length > 0 ? `${columnsNamed(doubled)} there more than once` : '',
  ]
  const code = missing.length > 0 ? 'column-missing' : 'column-duplicate'
  return new FileFault(code, `${path}: ${parts.filter((part) => part !== '').join(', and ')}`)
}

function columnsNamed(names: readonly string[]): string {
  return names.length === 1 ? `the column ${names[0]} is` : `the columns ${names.join(' and ')} are`
}
