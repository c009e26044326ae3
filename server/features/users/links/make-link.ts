import type { OneTimeLink } from '#contract/users.ts'
import type { Context } from '../../../platform/context.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { hashSecret, makeSecret } from '../sign-in/secrets.ts'
import { type Purpose, replaceLink } from './links-queries.ts'

const hourMs = 60 * 60_000
const lifetimesMs: Readonly<Record<Purpose, number>> = {
  setup: 24 * hourMs,
  invitation: 7 * 24 * hourMs,
  reset: 24 * hourMs,
}

/** Makes a link that sets a password once; the older one of the same user is worth nothing from now on. */
export async function makeLink(
  { clock }: Pick<Context, 'clock'>,
  tx: Transaction,
  { purpose, userId, baseUrl }: { purpose: Purpose; userId: string | null; baseUrl: string },
): Promise<OneTimeLink> {
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + lifetimesMs[purpose])
  const token = makeSecret()
  await replaceLink(tx, { tokenHash: hashSecret(token), purpose, userId, now, expiresAt })
  // After the #, where browsers send it to nobody: it stands in no log.
  return { url: `${baseUrl}/link#${token}`, expiresAt: expiresAt.toISOString() }
}
