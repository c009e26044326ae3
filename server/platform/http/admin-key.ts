import { hash, timingSafeEqual } from 'node:crypto'
import { ProblemError } from './problem.ts'

/** Builds the comparison with DOCKET_ADMIN_API_KEY. Without a key set, nothing is it. */
export function createAdminKeyRule(adminApiKey: string | undefined): (given: string) => boolean {
  if (adminApiKey === undefined) return () => false
  const expected = digest(adminApiKey)
  // Digests have one length and say nothing about the key, so the time taken tells nothing either.
  return (given) => timingSafeEqual(digest(given), expected)
}

/** The key of an `Authorization: Bearer <key>` header; undefined for any other. */
export function readBearer(header: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(header?.trim() ?? '')?.[1]
}

/** A refusal with status 401 that says how to do it right. */
export function refuseKey(code: 'key-missing' | 'key-wrong' | 'setup-needed', detail: string): ProblemError {
  const challenge =
    code === 'key-wrong' ? 'Bearer realm="docket", error="invalid_token"' : 'Bearer realm="docket"'
  return new ProblemError({ code, detail, headers: { 'www-authenticate': challenge } })
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
