import assert from 'node:assert/strict'
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import type { Database } from '../../server/platform/database/database.ts'
import type { Schema } from '../../server/platform/database/schema.generated.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** A test database, and a way to it that remembers what it is asked. */
export interface WatchedDatabase extends TestDatabase {
  watched: Database
  /** How PostgreSQL answers the last statement that went through `watched`. */
  explainLast(): Promise<string>
}

export async function openWatchedDatabase(): Promise<WatchedDatabase> {
  const test = await openTestDatabase()
  const pool = new Pool({ connectionString: test.url, max: 1 })
  let last: CompiledQuery | undefined
  const watched: Database = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    log({ query }) {
      last = query
    },
  })
  test.closeFirst(() => watched.destroy())
  return {
    ...test,
    watched,
    async explainLast() {
      assert.ok(last)
      const { rows } = await pool.query(`explain ${last.sql}`, [...last.parameters])
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    },
  }
}
