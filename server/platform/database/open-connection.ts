import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import { Client } from 'pg'
import { type Database, findTypeParser } from './database.ts'
import type { Schema } from './schema.generated.ts'

/** One connection of its own, for typed queries and for COPY in one transaction. Statements run one after the other. */
export interface Connection {
  /** Runs on `client`, so a transaction of it includes what is copied through `client` meanwhile. */
  db: Database
  client: Client
  close(): Promise<void>
}

/**
 * Connects once, for whoever works through a long list of transactions. Its statements have no time-out but
 * `lock_timeout`: building an index takes as long as it takes.
 * @param onError is told when the connection is lost between two statements; the next statement then fails.
 */
export async function openConnection(url: string, onError: (error: Error) => void): Promise<Connection> {
  const client = new Client({
    connectionString: url,
    application_name: 'docket import',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: 0,
    lock_timeout: 10_000,
    // Whoever is paused in the middle of a chunk must not hold its locks for ever.
    idle_in_transaction_session_timeout: 60_000,
    types: { getTypeParser: findTypeParser },
  })
  client.on('error', onError)
  await client.connect()
  // A statement whose client died is given up, so that its locks do not outlive it by as long as it takes.
  await client.query("set client_connection_check_interval = '1s'")
  // Kysely asks for a client and gives it back; here it is always the same one, and nothing is ever closed by that.
  const lent = Object.assign(client, { release() {} }) as unknown as PostgresPoolClient
  const pool = { options: {}, connect: async () => lent, end: async () => undefined }
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { db, client, close: () => client.end() }
}
