import { sql } from 'kysely'
import type { AuditEntry } from '#contract/users.ts'
import type { Database } from '../../../platform/database/database.ts'

export interface AuditFilters {
  subject?: string | undefined
  actor?: string | undefined
}

/** Entries of the log before one, newest first. */
export async function listAuditRows(
  db: Database,
  { subject, actor, before, limit }: AuditFilters & { before: unknown; limit: number },
): Promise<AuditEntry[]> {
  const ofSubject = subject === undefined ? sql`true` : sql`subject_id = ${subject}`
  const byActor = actor === undefined ? sql`true` : sql`actor_id = ${actor}`
  const isBefore = before === undefined ? sql`true` : sql`id < ${before}`
  const { rows } = await sql<AuditRow>`
    select id, at, actor_kind, actor_id, actor_name, action, subject_id, details from audit_log
    where ${ofSubject} and ${byActor} and ${isBefore} order by id desc limit ${limit}
  `.execute(db)
  return rows.map(toEntry)
}

interface AuditRow {
  id: number
  at: Date
  actor_kind: AuditEntry['actor']['kind']
  actor_id: string | null
  actor_name: string
  action: string
  subject_id: string | null
  details: Record<string, unknown>
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    subjectId: row.subject_id,
    details: row.details,
  }
}
