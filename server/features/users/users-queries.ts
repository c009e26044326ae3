import { sql } from 'kysely'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { UserRow } from './user-row.ts'

const userColumns = sql`id, email, name, role, password_hash, deactivated_at, created_at`

/** True when there is an active admin, who may still have to use their invitation. */
export async function hasAdmin(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select from users where role = 'admin' and deactivated_at is null limit 1
  `.execute(db)
  return rows.length > 0
}

/** Stores a user. @throws DatabaseError of `users_email_key` when the e-mail address is taken */
export async function insertUser(
  tx: Transaction,
  { name, email, role }: { name: string; email: string; role: string },
): Promise<UserRow> {
  const { rows } = await sql<UserRow>`
    insert into users (name, email, role) values (${name}, ${email}, ${role}) returning ${userColumns}
  `.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('the database kept no row of the user')
  return row
}

/** The user with this id. */
export async function findUser(db: Database, id: string): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`select ${userColumns} from users where id = ${id}`.execute(db)
  return rows[0]
}

/** The user with this id, locked until the end of the transaction. */
export async function lockUser(tx: Transaction, id: string): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from users where id = ${id} for update
  `.execute(tx)
  return rows[0]
}

/** Users in the order in which they came, from after a position on. */
export async function listUserRows(
  db: Database,
  { after, limit }: { after: readonly unknown[] | undefined; limit: number },
): Promise<UserRow[]> {
  const isAfter =
    after === undefined ? sql`true` : sql`(created_at, id) > (${after[0]}::timestamptz, ${after[1]})`
  const { rows } = await sql<UserRow>`
    select ${userColumns} from users where ${isAfter} order by created_at, id limit ${limit}
  `.execute(db)
  return rows
}

/** How many users there are. */
export async function countUsers(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from users`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Locks a user and every active admin, so that two requests cannot each remove the last but one. All in one statement
 * and in one order: who is an admin changes, and locking them before the user would deadlock then.
 * @returns the user, and the ids of the admins who can sign in.
 */
export async function lockUserAndAdmins(
  tx: Transaction,
  id: string,
): Promise<{ user: UserRow | undefined; admins: string[] }> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from users
    where id = ${id} or role = 'admin' and deactivated_at is null order by id for update
  `.execute(tx)
  const isGoodAdmin = ({ role, deactivated_at, password_hash }: UserRow) =>
    role === 'admin' && deactivated_at === null && password_hash !== null
  return {
    user: rows.find((user) => user.id === id),
    admins: rows.filter(isGoodAdmin).map((user) => user.id),
  }
}

/** Writes what can be changed about a user. @throws DatabaseError of `users_email_key` when the address is taken */
export async function updateUser(
  tx: Transaction,
  {
    id,
    name,
    email,
    role,
    deactivated_at,
  }: Pick<UserRow, 'id' | 'name' | 'email' | 'role' | 'deactivated_at'>,
): Promise<UserRow> {
  const { rows } = await sql<UserRow>`
    update users set name = ${name}, email = ${email}, role = ${role}, deactivated_at = ${deactivated_at}
    where id = ${id} returning ${userColumns}
  `.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error(`there is no user ${id}`)
  return row
}

/** Writes a user's password, as its hash. */
export async function updatePassword(db: Database, id: string, passwordHash: string): Promise<void> {
  await sql`update users set password_hash = ${passwordHash} where id = ${id}`.execute(db)
}
