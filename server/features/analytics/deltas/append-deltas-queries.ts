import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import type { Delta } from './delta.ts'

/** Appends the changes, in their order. The first fold after the commit counts them. */
export async function insertDeltas(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length > 0) await insertingDeltas(deltas).execute(tx)
}

/** The same as a statement, which may be a part of another one. */
export function insertingDeltas(deltas: readonly Delta[]): RawBuilder<unknown> {
  const rows = deltas.map(toRow)
  return sql`
    insert into summary_deltas (kind, at, key, name, ms, change)
    select kind, to_timestamp(at / 1000.0), key, name, ms, change
    from unnest(
      ${rows.map(({ kind }) => kind)}::text[], ${rows.map(({ at }) => at)}::bigint[],
      ${rows.map(({ key }) => key)}::bigint[], ${rows.map(({ name }) => name)}::text[],
      ${rows.map(({ ms }) => ms)}::bigint[], ${rows.map(({ change }) => change)}::integer[]
    ) with ordinality as fresh (kind, at, key, name, ms, change, place)
    order by place
  `
}

interface DeltaRow {
  kind: Delta['kind']
  at: number | null
  key: number | null
  name: string | null
  ms: number | null
  change: number
}

function toRow(delta: Delta): DeltaRow {
  const empty = { at: null, key: null, name: null, ms: null }
  switch (delta.kind) {
    case 'stay':
      return { ...empty, kind: 'stay', at: delta.at, key: delta.status, ms: delta.ms, change: delta.change }
    case 'standing':
      return { ...empty, kind: 'standing', at: delta.at, key: delta.status, change: delta.change }
    case 'order':
      return { ...empty, kind: 'order', at: delta.at, key: delta.customerKey, change: 1 }
    case 'total':
      return { ...empty, kind: 'total', name: delta.name, change: delta.change }
  }
}
