/** What Docket adds to the columns of a file whose rejected rows it writes. */
const addedColumns = ['line', 'code', 'message', 'extra'] as const

/** The header of rejected rows: the columns of the file and what is added. A column of the same name is renamed. */
export function rejectColumns(names: readonly string[]): string[] {
  const added: readonly string[] = addedColumns
  const kept = names.map((name) => (added.includes(name.toLowerCase()) ? `${name} (original)` : name))
  return [...kept, ...added]
}
