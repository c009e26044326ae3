import type { Role, User } from '#contract/users.ts'

/** A row of `users`, as the queries here read it. */
export interface UserRow {
  id: string
  email: string
  name: string
  role: string
  password_hash: string | null
  deactivated_at: Date | null
  created_at: Date
}

/** The user as people and programs see them. */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: toRole(row.role),
    createdAt: row.created_at.toISOString(),
    active: row.deactivated_at === null,
    hasPassword: row.password_hash !== null,
  }
}

/** The role in a row; a rule of the table lets no other text in. */
export function toRole(text: string): Role {
  return text as Role
}
