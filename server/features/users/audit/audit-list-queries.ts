import { type Expression, type RawBuilder, sql } from 'kysely'
import type { AuditEntry } from '#contract/users.ts'
import type { Database } from '../../../platform/database/database.ts'

export interface AuditFilters {
  subject?: string | undefined
  actor?: string | undefined
}

/** Entries of the log before one, newest first. */
export async function listAuditRows(
  db: Database,
  { before, limit, ...filters }: AuditFilters & { before: unknown; limit: number },
): Promise<AuditEntry[]> {
  const isBefore = before === undefined ? sql`true` : sql`id < ${before}`
  const { rows } = await sql<AuditRow>`
    ${entries(filters)} and ${isBefore} order by id desc limit ${limit}
  `.execute(db)
  return rows.map(toEntry)
}

/** All entries in the same order, for reading them one after the other. */
export function allAudit(filters: AuditFilters): Expression<AuditRow> {
  return sql<AuditRow>`${entries(filters)} order by id desc`
}

function entries({ subject, actor }: AuditFilters): RawBuilder<unknown> {
  const ofSubject = subject === undefined ? sql`true` : sql`subject_id = ${subject}`
  const byActor = actor === undefined ? sql`true` : sql`actor_id = ${actor}`
  return sql`
    select id, at, actor_kind, actor_id, actor_name, action, subject_id, details from audit_log
    where ${ofSubject} and ${byActor}
  `
}

/** An entry as it is stored. */
export interface AuditRow {
  id: number
  at: Date
  actor_kind: AuditEntry['actor']['kind']
  actor_id: string | null
  actor_name: string
  action: string
  subject_id: string | null
  details: Record<string, unknown>
}

/** The entry as admins see it. */
export function toEntry(row: AuditRow): AuditEntry {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    subjectId: row.subject_id,
    details: row.details,
  }
}
