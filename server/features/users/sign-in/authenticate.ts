import type { Context } from '../../../platform/context.ts'
import { type Authenticate, nobody } from '../../../platform/http/access.ts'
import { createAdminKeyRule, readBearer, refuseKey } from '../../../platform/http/admin-key.ts'
import { shareLookups } from '../../../platform/share-lookups.ts'
import { authenticateKey } from '../keys/authenticate-key.ts'
import { hasAdmin } from '../users-queries.ts'
import { authenticateSession } from './authenticate-session.ts'
import { readSessionCookie } from './session-cookie.ts'

/**
 * Builds what finds out who asks: the key of the Authorization header, else the session of the cookie, else nobody.
 * While there is neither an admin nor DOCKET_ADMIN_API_KEY, it says how to begin.
 */
export function createAuthenticate(context: Context): Authenticate {
  const isAdminKey = createAdminKeyRule(context.config.adminApiKey)
  const checkSetUp = createSetUpCheck(context)
  // A program sends many requests at once with one key.
  const findKeyOwner = shareLookups((key) => authenticateKey(context, key))
  return async (request, reply) => {
    const key = readBearer(request.headers.authorization)
    if (key !== undefined && isAdminKey(key)) return { kind: 'admin-key', role: 'admin' }
    const cookie = key === undefined ? readSessionCookie(request) : undefined
    if (cookie !== undefined) return authenticateSession(context, cookie, request, reply)
    await checkSetUp()
    return key === undefined ? nobody : findKeyOwner(key)
  }
}

/** Asks the database until there is somebody: there is always an admin from then on. */
function createSetUpCheck({ config, db }: Context): () => Promise<void> {
  let isSetUp = config.adminApiKey !== undefined
  return async () => {
    isSetUp ||= await hasAdmin(db)
    if (isSetUp) return
    throw refuseKey(
      'setup-needed',
      'Open the link that Docket printed when it started, or set DOCKET_ADMIN_API_KEY to a secret of at least 24 characters and start Docket again.',
    )
  }
}
