import { Kysely, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Schema } from './schema.generated.ts'

/** The way to the database: a pool of connections that knows every table's row types. */
export type Database = Kysely<Schema>

/** A database inside a transaction; what must not run outside one asks for this. */
export type Transaction = KyselyTransaction<Schema>

export interface OpenDatabase {
  url: string
  /** How many connections are held at most. */
  poolSize: number
  /** Told when a connection is lost between two statements; the pool replaces it by itself. */
  onError: (error: Error) => void
}

/** Opens the pool. It connects with the first statement; `destroy()` closes every connection. */
export function openDatabase({ url, poolSize, onError }: OpenDatabase): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: 'docket',
    max: poolSize,
    min: 0,
    // Covers connecting and waiting for a free connection alike.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 3_600,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // The server keeps these three, so that a migration or an import can lift them for its own transaction.
    statement_timeout: 60_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    // Off: a limit on this side would cut statements that were given more time on the other.
    query_timeout: 0,
    types: { getTypeParser: findTypeParser },
  })
  pool.on('connect', (client) => {
    // A lost connection emits on itself, also while in use, and more than once; unheard, that ends the process.
    client.once('error', onError)
    client.on('error', ignore)
  })
  // The pool repeats what the idle connection has said.
  pool.on('error', ignore)
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

function ignore(): void {}

type TypeParser = (value: string) => unknown

/** Differs from the driver in two types: bigint becomes an exact number, date stays the text it is. */
export const findTypeParser: typeof types.getTypeParser = (
  oid: number,
  format?: 'text' | 'binary',
): TypeParser => {
  if (oid === types.builtins.INT8) return parseExactNumber
  if (oid === types.builtins.DATE) return String
  return types.getTypeParser(oid, format)
}

function parseExactNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new RangeError(`the database answered ${text}, too large to be exact`)
  return value
}
