import type { FastifyRequest } from 'fastify'
import type { Config } from '../../../platform/config.ts'
import { ProblemError } from '../../../platform/http/problem.ts'

/** The two halves of a session's cookie: one stays for the whole session, the other is renewed now and then. */
export interface SessionToken {
  series: string
  token: string
}

/** The cookie's name over HTTPS; browsers then take it only from this very host, and never without encryption. */
const secureName = '__Host-docket'
const plainName = 'docket_session'

/** The session's token that a request carries; undefined when there is none of that form. */
export function readSessionCookie(request: FastifyRequest): SessionToken | undefined {
  const name = isEncrypted(request) ? secureName : plainName
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
  const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
  const match = /^([\w-]{43})\.([\w-]{43})$/.exec(value ?? '')
  return match === null ? undefined : { series: match[1] ?? '', token: match[2] ?? '' }
}

/** The `Set-Cookie` header that gives a browser its session, for `seconds`. */
export function sessionCookie(
  request: FastifyRequest,
  { series, token }: SessionToken,
  seconds: number,
): string {
  return cookie(request, `${series}.${token}`, Math.max(0, Math.floor(seconds)))
}

/** The `Set-Cookie` header that takes it away. */
export function clearedCookie(request: FastifyRequest): string {
  return cookie(request, '', 0)
}

/**
 * Lets nobody sign in where the cookie would go over a network in the clear: without HTTPS only on this machine itself,
 * or where PUBLIC_URL says that people come without it.
 * @throws ProblemError
 */
export function checkEncrypted(request: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(request.hostname.toLowerCase())
  if (isEncrypted(request) || isLocal || publicUrl?.startsWith('http:')) return
  throw new ProblemError({
    code: 'https-needed',
    detail: 'Open Docket under its https:// address. Behind a proxy, X-Forwarded-Proto must say https.',
  })
}

/** True over Docket's own TLS, and where the trusted proxy says so. */
function isEncrypted(request: FastifyRequest): boolean {
  return request.protocol === 'https'
}

function cookie(request: FastifyRequest, value: string, seconds: number): string {
  const [name, secure] = isEncrypted(request) ? [secureName, '; Secure'] : [plainName, '']
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
