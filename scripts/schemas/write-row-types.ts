import type { Catalog, Column } from './read-catalog.ts'

/** What the driver gives and takes for each type that a column may have. */
const typeScriptTypes: Record<string, string> = {
  _bytea: 'Buffer[]',
  _text: 'string[]',
  bool: 'boolean',
  bytea: 'Buffer',
  date: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  jsonb: 'unknown',
  numeric: 'string',
  text: 'string',
  timestamptz: 'Date',
  uuid: 'string',
}

/**
 * Writes the row types of every table, and the names of all constraints, as TypeScript.
 * @throws Error when a column has a type that nobody has said how to read.
 */
export function writeRowTypes(catalog: Catalog): string {
  const { tables, columns } = catalog
  const interfaces = tables.map(({ name, comment }) => {
    const fields = columns.filter((column) => column.table === name).map(writeField)
    return `${writeComment(comment, '')}interface ${typeName(name)} {\n${fields.join('')}}\n`
  })
  const body = interfaces.join('\n')
  const helpers = ['Generated', 'GeneratedAlways'].filter((helper) => body.includes(`${helper}<`))
  const entries = tables.map(({ name }) => `  ${name}: ${typeName(name)}\n`).join('')
  return [
    '// Written by `npm run schemas` from the migrated database.\n',
    `import type { ${helpers.join(', ')} } from 'kysely'\n\n`,
    `/** Every table of the database. */\nexport interface Schema {\n${entries}}\n\n`,
    body,
    writeConstraintNames(catalog),
  ].join('')
}

/** A unique index that is no constraint is reported as one all the same. */
function writeConstraintNames({ constraints, indexes }: Catalog): string {
  const names = [...constraints, ...indexes.filter(({ unique }) => unique)].map(({ name }) => name)
  const lines = [...new Set(names)].sort().map((name) => `  '${name}',\n`)
  return [
    '\n/** Every rule whose name the database gives when a row breaks it. */\n',
    `export const constraintNames = [\n${lines.join('')}] as const\n\n`,
    'export type ConstraintName = (typeof constraintNames)[number]\n',
  ].join('')
}

function writeField(column: Column): string {
  const type = typeScriptTypes[column.plain_type]
  if (type === undefined)
    throw new Error(`${column.table}.${column.name}: no TypeScript type is known for ${column.type}`)
  const read = column.nullable ? `${type} | null` : type
  return `${writeComment(column.comment, '  ')}  ${column.name}: ${wrap(column.filled, read)}\n`
}

function wrap(filled: Column['filled'], type: string): string {
  switch (filled) {
    case 'always':
      return `GeneratedAlways<${type}>`
    case 'by default':
      return `Generated<${type}>`
    case 'by insert':
      return type
  }
}

function writeComment(comment: string | null, indent: string): string {
  return comment === null ? '' : `${indent}/** ${comment} */\n`
}

function typeName(table: string): string {
  const words = table.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}Table`
}
