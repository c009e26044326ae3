import { setTimeout as sleep } from 'node:timers/promises'
import { Client, DatabaseError } from 'pg'
import { PlainError } from '../../errors.ts'
import { socketUrl } from './cluster-paths.ts'
import type { Postmaster } from './spawn-postmaster.ts'

const tryEveryMs = 20
/** A crash recovery replays at most about 1 GB of log; even a slow disk has done that by then. */
const timeoutMs = 10 * 60_000
const sayEveryMs = 5_000

/** Waits until the PostgreSQL just started answers, and makes sure that Docket's own database is in it. */
export async function waitUntilReady(
  postmaster: Postmaster,
  socketDir: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now()
  let nextSay = sayEveryMs
  let end: string | undefined
  void postmaster.ended.then((how) => {
    end = how
  })
  while (!(await ensureDatabase(socketDir))) {
    signal.throwIfAborted()
    const elapsedMs = performance.now() - begun
    if (end !== undefined) throw new PlainError(`PostgreSQL did not start (${end})`)
    if (elapsedMs > timeoutMs) throw new PlainError('PostgreSQL is not ready after 10 minutes')
    if (elapsedMs > nextSay) {
      say(`PostgreSQL is still starting after ${Math.round(elapsedMs / 1000)} s`)
      nextSay += sayEveryMs
    }
    await sleep(tryEveryMs)
  }
}

/** True when a PostgreSQL behind `url` takes connections now. */
export async function answers(url: string): Promise<boolean> {
  return withClient(url, async () => undefined)
}

async function ensureDatabase(socketDir: string): Promise<boolean> {
  return withClient(socketUrl(socketDir, 'postgres'), async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = 'docket'")
    if (rowCount === 0) await client.query('create database docket')
  })
}

/** Runs `use` on one connection; false when there is nobody to connect to yet. */
async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A connection that breaks while it is idle says so here; the next query reports it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await use(client)
    return true
  } catch (error) {
    if (isNotYetThere(error)) return false
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Nobody listens (yet), PostgreSQL starts, recovers or shuts down, or has no database of ours yet. */
function isNotYetThere(error: unknown): boolean {
  if (error instanceof DatabaseError) return ['57P03', '57P01', '3D000'].includes(error.code ?? '')
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EAGAIN'].includes(String(error.code))
  )
}
