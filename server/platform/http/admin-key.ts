import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from './problem.ts'

/** Lets a request pass that carries the admin's key. @throws ProblemError with status 401 otherwise */
export type KeyCheck = (request: FastifyRequest) => void

/** Builds the check of `Authorization: Bearer <DOCKET_ADMIN_API_KEY>`. Without a key set, nothing passes. */
export function createKeyCheck(adminApiKey: string | undefined): KeyCheck {
  if (adminApiKey === undefined) return refuseWithoutKey
  const expected = digest(adminApiKey)
  return (request) => {
    const given = readBearer(request.headers.authorization)
    if (given === undefined) throw refusal('key-missing', 'Send the header "Authorization: Bearer <key>".')
    // Digests have one length and say nothing about the key, so the time taken tells nothing either.
    if (!timingSafeEqual(digest(given), expected))
      throw refusal('key-wrong', 'The key is not the one that DOCKET_ADMIN_API_KEY holds.')
  }
}

function refuseWithoutKey(): never {
  throw refusal(
    'key-not-configured',
    'Set DOCKET_ADMIN_API_KEY to a secret of at least 24 characters, start Docket again, and send it as "Authorization: Bearer <key>".',
  )
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

function readBearer(header: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(header?.trim() ?? '')?.[1]
}

function refusal(code: 'key-missing' | 'key-wrong' | 'key-not-configured', detail: string): ProblemError {
  const challenge =
    code === 'key-wrong' ? 'Bearer realm="docket", error="invalid_token"' : 'Bearer realm="docket"'
  return new ProblemError({ code, detail, headers: { 'www-authenticate': challenge } })
}
