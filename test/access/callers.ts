import { sql } from 'kysely'
import { makeKey, makeSession, makeUser, type TestUser } from '../support/accounts.ts'
import type { TestApp } from '../support/app.ts'

/** Everybody who may come along. */
export const callerNames = [
  'anonymous',
  'owner',
  'other operator',
  'viewer',
  'admin',
  'revoked key',
  'expired session',
] as const
export type CallerName = (typeof callerNames)[number]

export interface Caller {
  id: string
  headers: Record<string, string>
}

export interface Callers extends Readonly<Record<CallerName, Caller>> {
  ownerUser: TestUser
}

/** Makes one of each. The owner and the admin come with sessions, the others with keys. */
export async function makeCallers({ db, port }: Pick<TestApp, 'db' | 'port'>): Promise<Callers> {
  const [ownerUser, other] = [await makeUser(db), await makeUser(db)]
  const [viewer, admin] = [await makeUser(db, { role: 'viewer' }), await makeUser(db, { role: 'admin' })]
  const revoked = await makeKey(db, ownerUser)
  await sql`update api_keys set revoked_at = now() where id = ${revoked.id}`.execute(db)
  const expired = await makeSession(db, ownerUser, port)
  await sql`update sessions set expires_at = now() - interval '1 second' where id = ${expired.id}`.execute(db)
  return {
    ownerUser,
    anonymous: { id: '', headers: {} },
    owner: { id: ownerUser.id, headers: (await makeSession(db, ownerUser, port)).headers },
    'other operator': { id: other.id, headers: (await makeKey(db, other)).headers },
    viewer: { id: viewer.id, headers: (await makeKey(db, viewer)).headers },
    admin: { id: admin.id, headers: (await makeSession(db, admin, port)).headers },
    'revoked key': { id: ownerUser.id, headers: revoked.headers },
    'expired session': { id: ownerUser.id, headers: expired.headers },
  }
}
