import { sql } from 'kysely'
import type { Transaction } from '../../platform/database/database.ts'
import type { CountedTable } from './counted-tables.ts'
import type { Difference } from './reconciliation.ts'

/** How many rows of a table are not as expected, and some of them. */
export async function findDifferences(
  tx: Transaction,
  table: CountedTable,
  limit: number,
): Promise<{ count: number; first: Difference[] }> {
  const { rows } = await sql<Omit<Difference, 'table'> & { count: number }>`
    select ${object('coalesce', table.keys)} as key, count(*) over () as count,
      case when ${sql.ref(`stored.${firstOf(table.keys)}`)} is not null then ${object('stored', valuesOf(table))} end as stored,
      case when ${sql.ref(`expected.${firstOf(table.keys)}`)} is not null then ${object('expected', valuesOf(table))} end as recomputed
    from ${sql.table(table.name)} stored full join ${expected(table)} expected using (${list(table.keys)})
    where ${differs(table, 'stored', 'expected')}
    order by ${list(table.keys)} limit ${limit}
  `.execute(tx)
  return {
    count: rows[0]?.count ?? 0,
    first: rows.map(({ key, stored, recomputed }) => ({ table: table.name, key, stored, recomputed })),
  }
}

/** Makes a table what is expected, and touches no row that is. */
export async function mendTable(tx: Transaction, table: CountedTable): Promise<void> {
  const columns = [...table.keys, ...valuesOf(table)]
  await sql`
    delete from ${sql.table(table.name)} stored where not exists (
      select from ${expected(table)} expected where (${from('expected', table.keys)}) = (${from('stored', table.keys)}))
  `.execute(tx)
  await sql`
    insert into ${sql.table(table.name)} (${list(columns)})
    select ${from('expected', columns)} from ${expected(table)} expected left join ${sql.table(table.name)} stored
      on (${from('expected', table.keys)}) = (${from('stored', table.keys)})
    where ${differs(table, 'stored', 'expected')}
    on conflict (${list(table.keys)}) do update set ${sql.join(
      valuesOf(table).map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
    )}
  `.execute(tx)
}

function valuesOf({ values, extremes }: CountedTable): string[] {
  return [...values, ...extremes]
}

function expected({ name }: CountedTable) {
  return sql.table(`expected_${name}`)
}

function differs({ values, extremes }: CountedTable, a: string, b: string) {
  const isOther = sql`(${from(a, values)}) is distinct from (${from(b, values)})`
  if (extremes.length === 0) return isOther
  return sql`(${isOther} or expected.unsure is false
    and (${from(a, extremes)}) is distinct from (${from(b, extremes)}))`
}

function object(source: 'coalesce' | 'stored' | 'expected', columns: readonly string[]) {
  const pairs = columns.map((column) =>
    source === 'coalesce'
      ? sql`${sql.lit(column)}::text, ${sql.ref(column)}`
      : sql`${sql.lit(column)}::text, ${sql.ref(`${source}.${column}`)}`,
  )
  return sql`jsonb_build_object(${sql.join(pairs)})`
}

function from(source: string, columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(`${source}.${column}`)))
}

function list(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)))
}

function firstOf(columns: readonly string[]): string {
  const [first] = columns
  if (first === undefined) throw new Error('a table has a key')
  return first
}
