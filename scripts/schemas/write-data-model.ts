import type { Catalog, Column, Constraint } from './read-catalog.ts'

/** Writes the page that explains the data model: a diagram, and each table with what the database says about it. */
export function writeDataModel(catalog: Catalog): string {
  return [
    '<!-- Written by `npm run schemas` from the migrated database. -->',
    '# Data model',
    introduction,
    drawDiagram(catalog),
    ...catalog.tables.map(({ name, comment }) => writeTable(catalog, name, comment)),
    writeFunctions(catalog),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

const introduction = `What Docket keeps, drawn from the migrated database itself: the words are the comments of its tables, columns,
constraints and indexes. Why each customer and order has a key inside and another id outside stands in
[the decision on identifiers and keys](decisions/0003-identifiers-and-keys.md).

Ids from outside are opaque texts of up to 255 code points, kept exactly and sorted by code point (collation \`C\`).
Times are instants, to the millisecond.`

function drawDiagram({ tables, columns, constraints }: Catalog): string {
  const arrows = constraints
    .filter(({ kind }) => kind === 'foreign key')
    .map((key) => `  ${key.references} ${arrow(columns, key)} ${key.table} : "${key.columns.join(', ')}"`)
  const boxes = tables.flatMap(({ name }) => [
    `  ${name} {`,
    ...columns.filter(({ table }) => table === name).map((column) => drawColumn(column, constraints)),
    '  }',
  ])
  return ['```mermaid', 'erDiagram', ...arrows, ...boxes, '```'].join('\n')
}

/** One or none on the side that is referred to, any number on the other. */
function arrow(columns: readonly Column[], key: Constraint): string {
  const nullable = columns.some(
    ({ table, name, nullable }) => table === key.table && key.columns.includes(name) && nullable,
  )
  return nullable ? '|o--o{' : '||--o{'
}

function drawColumn({ table, name, plain_type }: Column, constraints: readonly Constraint[]): string {
  const marks = { 'primary key': 'PK', 'foreign key': 'FK', unique: 'UK', check: '', exclude: '' }
  const found = constraints
    .filter((one) => one.table === table && one.columns.length === 1 && one.columns[0] === name)
    .map(({ kind }) => marks[kind])
    .filter((mark) => mark !== '')
  return `    ${plain_type} ${name} ${found.join(', ')}`.trimEnd()
}

function writeTable(catalog: Catalog, name: string, comment: string | null): string {
  const own = <T extends { table: string }>(rows: readonly T[]) => rows.filter(({ table }) => table === name)
  const columns = own(catalog.columns).map((column) => [
    code(column.name),
    code(column.type),
    column.nullable ? 'yes' : '',
    describeFilling(column),
    column.comment ?? '',
  ])
  const constraints = own(catalog.constraints).map((one) => [
    code(one.name),
    code(one.definition),
    one.comment ?? '',
  ])
  const indexes = own(catalog.indexes).map((index) => [
    code(index.name),
    code(index.definition),
    index.unique ? 'yes' : '',
    index.comment ?? '',
  ])
  return [
    `## ${name}`,
    comment ?? '',
    writeRows(['column', 'type', 'null', 'filled by the database', 'meaning'], columns),
    writeRows(['constraint', 'rule', 'meaning'], constraints),
    writeRows(['index', 'over', 'unique', 'meaning'], indexes),
  ].join('\n\n')
}

function describeFilling({ filled, expression }: Column): string {
  if (filled === 'by insert') return ''
  const value = expression === null ? 'the next number' : code(expression)
  return filled === 'always' ? `always: ${value}` : value
}

function writeFunctions({ functions }: Catalog): string {
  const rows = functions.map(({ name, comment }) => [code(name), comment ?? ''])
  return rows.length === 0 ? '' : `## Functions\n\n${writeRows(['function', 'meaning'], rows)}`
}

/** A table whose columns are as wide as their widest cell, as the formatter wants it. */
function writeRows(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const [first = [], ...others] = cells.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)),
  )
  const dashes = widths.map((width) => '-'.repeat(width))
  return [first, dashes, ...others].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
