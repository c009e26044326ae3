import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Role } from '../../contract/users.ts'
import { insertKey } from '../../server/features/users/keys/keys-queries.ts'
import { hashPassword } from '../../server/features/users/sign-in/password-hash.ts'
import { hashSecret, makeSecret } from '../../server/features/users/sign-in/secrets.ts'
import { insertSession } from '../../server/features/users/sign-in/sessions-queries.ts'
import type { Database } from '../../server/platform/database/database.ts'
import type { Answer, TestApp } from './app.ts'

/** A person that a test has made, with the password they sign in with. */
export interface TestUser {
  id: string
  name: string
  email: string
  role: Role
  password: string
}

const password = 'teal otter paints seven doors'
let passwordHash: Promise<string> | undefined

/** Makes an active user with a password. */
export async function makeUser(db: Database, { role = 'operator' }: { role?: Role } = {}): Promise<TestUser> {
  passwordHash ??= hashPassword(password)
  const email = `${randomUUID()}@example.com`
  const name = `Some ${role}`
  const { rows } = await sql<{ id: string }>`
    insert into users (email, name, role, password_hash)
    values (${email}, ${name}, ${role}, ${await passwordHash}) returning id
  `.execute(db)
  return { id: rows[0]?.id ?? '', name, email, role, password }
}

/** Makes an API key of a user and returns its id and the headers to send it with. */
export async function makeKey(
  db: Database,
  user: Pick<TestUser, 'id' | 'role'>,
  {
    role = user.role,
    now = new Date(),
    expiresAt = null,
  }: { role?: Role; now?: Date; expiresAt?: Date | null } = {},
): Promise<{ id: string; headers: { authorization: string } }> {
  const key = `docket_${makeSecret()}`
  const { id } = await db.transaction().execute((tx) =>
    insertKey(tx, {
      userId: user.id,
      name: 'of a test',
      role,
      keyHash: hashSecret(key),
      prefix: key.slice(0, 13),
      now,
      expiresAt,
    }),
  )
  return { id, headers: { authorization: `Bearer ${key}` } }
}

/**
 * Signs a user in without asking for the password, over plain HTTP, and returns the headers that a page of a server on
 * `port` sends with a change.
 */
export async function makeSession(
  db: Database,
  user: Pick<TestUser, 'id'>,
  port: number,
  { now = new Date() }: { now?: Date } = {},
): Promise<{ id: string; headers: { cookie: string; origin: string } }> {
  const [series, token] = [makeSecret(), makeSecret()]
  const id = await db.transaction().execute((tx) =>
    insertSession(tx, {
      userId: user.id,
      seriesHash: hashSecret(series),
      tokenHash: hashSecret(token),
      now,
      expiresAt: new Date(now.getTime() + 3_600_000 * 24 * 30),
      userAgent: 'a test',
      address: '127.0.0.1',
    }),
  )
  const headers = { cookie: `docket_session=${series}.${token}`, origin: `http://127.0.0.1:${port}` }
  return { id, headers }
}

/** Signs in over HTTP, as a page of a server on `port` does. */
export async function signIn(
  { send, port }: Pick<TestApp, 'send' | 'port'>,
  { email, password }: Pick<TestUser, 'email' | 'password'>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send('/api/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}`, ...headers },
    body: JSON.stringify({ email, password }),
  })
}

/** The `Cookie` header that a browser sends after an answer that set a cookie. */
export function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
}
