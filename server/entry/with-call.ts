import { readConfig } from '../platform/config.ts'
import { assertNoneUnknown, listMigrations } from '../platform/database/migrator.ts'
import { reachServer } from '../platform/database/reach-server.ts'
import { withDatabaseUrl } from '../platform/database/with-database-url.ts'
import { exitCodes, PlainError } from '../platform/errors.ts'
import { ProblemError } from '../platform/http/problem.ts'
import { oneLine } from '../platform/one-line.ts'
import type { Call } from '../platform/principal.ts'
import { buildContext, completeContext, type EarlyContext } from './build-context.ts'

/**
 * Runs `use` on Docket's database, that of a running server if there is one, as an admin that the audit log calls
 * `command`.
 * @throws PlainError with one line for what the verbs refuse, and for a database that is not up to date
 */
export async function withCall<T>(command: string, use: (call: Call) => Promise<T>): Promise<T> {
  const config = readConfig()
  if (config.databaseUrl !== undefined) await reachServer(config.databaseUrl)
  return withDatabaseUrl(config, sayOnStderr, async (url) => {
    const early = buildContext({ ...config, databasePoolSize: 2 }, url, new AbortController().signal)
    try {
      await assertUpToDate(early)
      const context = await completeContext(early)
      return await use({ ...context, principal: { kind: 'command', name: command, role: 'admin' } })
    } catch (error) {
      throw error instanceof ProblemError ? toPlainError(error) : error
    } finally {
      await early.db.destroy()
    }
  })
}

/** Says something that is no result. */
export function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Prints results, one a line. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

/** Prints a result as one JSON object. */
export function printJson(value: unknown): void {
  printLines([JSON.stringify(value)])
}

async function assertUpToDate({ db }: EarlyContext): Promise<void> {
  const migrations = await listMigrations(db)
  assertNoneUnknown(migrations)
  if (migrations.some(({ state }) => state === 'pending'))
    throw new PlainError('the database is not up to date: `docket migrate up` brings it there')
}

/** What the API would have refused, in the words of the command line. */
function toPlainError({ refusal }: ProblemError): PlainError {
  const { code, detail, errors = [] } = refusal
  const isWrongUsage = code === 'values-invalid'
  const faults = errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`)
  const text = isWrongUsage && faults.length > 0 ? faults.join('; ') : detail
  return new PlainError(oneLine(text), isWrongUsage ? exitCodes.wrongUsage : exitCodes.failed)
}
