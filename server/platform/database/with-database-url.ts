import type { Config } from '../config.ts'
import { PlainError } from '../errors.ts'

/**
 * Runs `use` with the address of Docket's database, for every command except `serve`: `DATABASE_URL` when it is
 * set, else the embedded server of the data directory. If none runs there, one is started for as long as `use`
 * takes; if another Docket is using the directory, its database is joined, waiting until it is ready.
 * @param say gets the plain lines that tell a person what is being done; a command with `--json` passes
 *   a function that writes to stderr.
 * @throws PlainError with one line when there is no way to reach a database.
 */
export async function withDatabaseUrl<T>(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  _say: (line: string) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== undefined) return use(config.databaseUrl)
  throw new PlainError('no database runs here: start one with `docket serve`, or set DATABASE_URL')
}
