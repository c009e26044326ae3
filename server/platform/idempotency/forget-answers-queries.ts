import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/**
 * Takes away the answers and effects that hold one of these pieces. Their keys stay: who sends such a request again hears
 * that it was carried out and that its answer cannot be given again.
 */
export async function forgetAnswers(db: Database, pieces: readonly Buffer[]): Promise<number> {
  const { rows } = await sql`
    update idempotency_keys set
      body = case when status is null then body end,
      effects = array(select null::bytea from unnest(effects))
    where exists (
      select from unnest(${pieces}::bytea[]) as piece
      where position(piece in body) > 0
        or exists (select from unnest(effects) as effect where position(piece in effect) > 0)
    )
    returning 1
  `.execute(db)
  return rows.length
}
