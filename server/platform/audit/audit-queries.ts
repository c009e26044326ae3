import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import type { Principal } from '../principal.ts'

/** One change, for the audit log: what was done (`job.start`), to what, and what else is worth keeping. No secrets. */
export interface Change {
  action: string
  subjectId?: string
  details?: Readonly<Record<string, unknown>>
}

/** Adds a change to the audit log, in the transaction that makes the change. */
export async function recordChange(tx: Transaction, principal: Principal, change: Change): Promise<void> {
  const { kind, id, name } = actorOf(principal)
  await sql`
    insert into audit_log (actor_kind, actor_id, actor_name, action, subject_id, details)
    values (${kind}, ${id}, ${name}, ${change.action}, ${change.subjectId ?? null},
      ${JSON.stringify(change.details ?? {})}::jsonb)
  `.execute(tx)
}

function actorOf(principal: Principal): { kind: string; id: string | null; name: string } {
  switch (principal.kind) {
    case 'user':
      return { kind: 'user', id: principal.userId, name: principal.name }
    case 'key':
      return { kind: 'key', id: principal.keyId, name: principal.name }
    case 'admin-key':
      return { kind: 'admin-key', id: null, name: 'DOCKET_ADMIN_API_KEY' }
    case 'command':
      return { kind: 'command', id: null, name: principal.name }
    case 'nobody':
      return { kind: 'nobody', id: null, name: 'nobody' }
  }
}
