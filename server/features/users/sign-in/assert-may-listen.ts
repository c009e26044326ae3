import { isLoopback } from '../../../platform/config.ts'
import type { Context } from '../../../platform/context.ts'
import { PlainError } from '../../../platform/errors.ts'
import { hasAdmin } from '../users-queries.ts'

/**
 * Lets Docket be reached from other machines only when there is an admin (spec 9): else whoever came first could read
 * the way in. The rest of that rule, TLS or a proxy, is looked at with the settings.
 * @throws PlainError with one line
 */
export async function assertMayListen({ config, db }: Pick<Context, 'config' | 'db'>): Promise<void> {
  if (isLoopback(config.host) || config.adminApiKey !== undefined || (await hasAdmin(db))) return
  throw new PlainError(
    `HOST: listening on ${config.host} needs an admin: run docket users add --role admin, or set DOCKET_ADMIN_API_KEY`,
  )
}
