import type { Role } from '#contract/users.ts'
import type { Context } from './context.ts'

/** Who asks. Every verb gets one, and every query that reads what belongs to somebody is scoped by it. */
export type Principal =
  | { kind: 'user'; userId: string; name: string; role: Role; sessionId: string }
  | { kind: 'key'; keyId: string; userId: string; name: string; role: Role }
  /** DOCKET_ADMIN_API_KEY: an admin's key that belongs to no user. */
  | { kind: 'admin-key'; role: 'admin' }
  /** A command of this machine's own command line. */
  | { kind: 'command'; name: string; role: 'admin' }
  /** Somebody who is not signed in; may do nothing but sign in and use a one-time link. */
  | { kind: 'nobody'; role: 'nobody' }

/** What a verb gets first: the things that are built once, and who asks. */
export interface Call extends Context {
  readonly principal: Principal
}

/** Whose jobs `principal` sees: a user's own, or everybody's (undefined) for an admin. */
export function visibleOwner(principal: Principal): string | undefined {
  if (principal.role === 'admin') return undefined
  // An id that no user has: whoever is nobody sees nothing.
  return 'userId' in principal ? principal.userId : ''
}

/** Names the principal in idempotency keys and logs; the same for the same principal, never a secret. */
export function principalKey(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return `user:${principal.userId}`
    case 'key':
      return `key:${principal.keyId}`
    case 'command':
    case 'admin-key':
    case 'nobody':
      return principal.kind
  }
}
