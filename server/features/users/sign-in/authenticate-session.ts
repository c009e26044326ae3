import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../../platform/context.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { Principal } from '../../../platform/principal.ts'
import { toRole } from '../user-row.ts'
import { endStolenSession } from './end-session.ts'
import { hashSecret, makeSecret } from './secrets.ts'
import { clearedCookie, type SessionToken, sessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import { acceptToken, findSession, offerToken, type SessionRow, touchSession } from './sessions-queries.ts'

/**
 * Who signed in with the session of a cookie. A token that has been replaced for longer than a moment ends the
 * session, because somebody copied it.
 * @param reply gets a new token now and then; without it the old one stays.
 * @throws ProblemError 401 for a session that is over, 403 for a change that does not say which page sends it
 */
export async function authenticateSession(
  context: Context,
  cookie: SessionToken,
  request: FastifyRequest,
  reply?: FastifyReply,
): Promise<Principal> {
  checkSender(request)
  const now = context.clock.now()
  const session = await findSession(context.db, hashSecret(cookie.series))
  if (session === undefined || isOver(session, now)) throw sessionEnded(request)
  const tokenHash = hashSecret(cookie.token)
  if (!isGood(session, tokenHash, now)) {
    await endStolenSession(context, { userId: session.user_id, id: session.id })
    throw sessionEnded(request)
  }
  await keepUp(context, session, tokenHash, now)
  if (
    reply !== undefined &&
    tokenHash === session.token_hash &&
    isAnswerSoon(request) &&
    isOfferDue(session, now)
  )
    await offerNext(context, session, { cookie, request, reply, now })
  const { id, user_id, name, role } = session
  return { kind: 'user', userId: user_id, name, role: toRole(role), sessionId: id }
}

/** Cookies come with every request, also with one that a foreign page made: a change must prove to be of our own page. */
function checkSender({ method, headers }: FastifyRequest): void {
  if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)) return
  // An Origin was compared with ours before.
  if (headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin') return
  throw new ProblemError({
    code: 'origin-missing',
    detail:
      'A change with the cookie of a session needs the header Origin, which browsers send. Programs use an API key.',
  })
}

function isOver({ expires_at, last_seen_at }: SessionRow, now: Date): boolean {
  return expires_at <= now || last_seen_at.getTime() + sessionLimits.idleMs <= now.getTime()
}

function isGood(session: SessionRow, tokenHash: string, now: Date): boolean {
  if (tokenHash === session.token_hash || tokenHash === session.next_token_hash) return true
  const isInGrace = now.getTime() - session.rotated_at.getTime() < sessionLimits.graceMs
  return tokenHash === session.last_token_hash && isInGrace
}

/** Notes what the request shows: that the offered token arrived, and that the session is in use. */
async function keepUp({ db }: Context, session: SessionRow, tokenHash: string, now: Date): Promise<void> {
  if (tokenHash === session.next_token_hash) await acceptToken(db, session.id, tokenHash, now)
  if (now.getTime() - session.last_seen_at.getTime() >= sessionLimits.seenEveryMs)
    await touchSession(db, session.id, now)
}

/** An answer that takes hours would bring its token after later ones, and the browser would then show one that is void. */
function isAnswerSoon({ routeOptions: { config } }: FastifyRequest): boolean {
  return config.slowBody !== true && config.longAnswer !== true
}

function isOfferDue({ rotated_at, next_offered_at }: SessionRow, now: Date): boolean {
  if (now.getTime() - rotated_at.getTime() < sessionLimits.rotateAfterMs) return false
  return (
    next_offered_at === null || now.getTime() - next_offered_at.getTime() >= sessionLimits.offerAgainAfterMs
  )
}

interface Offer {
  cookie: SessionToken
  request: FastifyRequest
  reply: FastifyReply
  now: Date
}

/** Offers a new token. The present one stays good until the browser shows the new one: an answer may be lost. */
async function offerNext({ db }: Context, session: SessionRow, offer: Offer): Promise<void> {
  const { cookie, request, reply, now } = offer
  const token = makeSecret()
  if (!(await offerToken(db, session, { tokenHash: hashSecret(token), now }))) return
  const seconds = (session.expires_at.getTime() - now.getTime()) / 1_000
  reply.header('set-cookie', sessionCookie(request, { series: cookie.series, token }, seconds))
}

function sessionEnded(request: FastifyRequest): ProblemError {
  return new ProblemError({
    code: 'session-ended',
    detail: 'Sign in again.',
    headers: { 'set-cookie': clearedCookie(request), 'www-authenticate': 'Bearer realm="docket"' },
  })
}
