import type { Context } from '../../../platform/context.ts'
import { hasAdmin } from '../users-queries.ts'
import { makeLink } from './make-link.ts'

/**
 * The one-time link that makes the first admin, for the terminal and never for a log; undefined when there is an admin.
 * Older setup links are worth nothing from then on.
 * @param listeningUrl where the server listens; PUBLIC_URL goes before it
 */
export async function issueSetupLink(context: Context, listeningUrl: string): Promise<string | undefined> {
  if (await hasAdmin(context.db)) return undefined
  const baseUrl = context.config.publicUrl ?? listeningUrl
  const { url } = await context.db
    .transaction()
    .execute((tx) => makeLink(context, tx, { purpose: 'setup', userId: null, baseUrl }))
  return url
}
