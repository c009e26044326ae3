import { Client } from 'pg'
import { PlainError } from '../errors.ts'

/** The oldest and the newest major version of PostgreSQL that Docket is tested with. */
const majors = { oldest: 15, newest: 18 }

/**
 * Connects once to the server at `url` and returns its version.
 * @throws PlainError with one line, without the password, when it cannot be reached or is not of a version
 *   that Docket knows.
 */
export async function reachServer(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    const version = rows[0]?.server_version ?? ''
    assertKnownVersion(version)
    return version
  } catch (error) {
    if (error instanceof PlainError) throw error
    throw new PlainError(`the PostgreSQL server of DATABASE_URL cannot be used: ${describe(error)}`, 1, {
      cause: error,
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Refuses a version of PostgreSQL that Docket is not tested with. */
export function assertKnownVersion(version: string): void {
  const major = Number.parseInt(version, 10)
  if (major >= majors.oldest && major <= majors.newest) return
  throw new PlainError(
    `the server of DATABASE_URL is PostgreSQL ${version}; Docket needs ${majors.oldest} to ${majors.newest}`,
  )
}

/** A refused connection to a name with several addresses comes as one error of several, without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(', ')
  return error instanceof Error ? error.message : String(error)
}
