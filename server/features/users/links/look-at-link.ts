import type { LinkPurpose } from '#contract/sign-in.ts'
import type { Context } from '../../../platform/context.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { hashSecret } from '../sign-in/secrets.ts'
import { findLink, type LinkRow } from './links-queries.ts'

/** What a link is for, and whose. @throws ProblemError 410 when it can not be used, or not any more */
export async function lookAtLink(context: Context, token: string): Promise<LinkPurpose> {
  const { purpose, email, name, expires_at } = await requireLink(context, token)
  return { purpose, email, name, expiresAt: expires_at.toISOString() }
}

/** The link of a token. @throws ProblemError 410 */
export async function requireLink({ db, clock }: Context, token: string): Promise<LinkRow> {
  const link = await findLink(db, hashSecret(token), clock.now())
  if (link === undefined) throw linkUsed()
  return link
}

/** What to answer for a link that is used, expired or replaced, and for one that never was. */
export function linkUsed(): ProblemError {
  return new ProblemError({
    code: 'link-used',
    detail: 'The link was used, has expired, or was replaced by a newer one. Ask an admin for another.',
  })
}
