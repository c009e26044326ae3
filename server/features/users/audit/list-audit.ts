import type { Page, PageQuery } from '#contract/lists.ts'
import type { AuditEntry } from '#contract/users.ts'
import { streamRows } from '../../../platform/database/stream-rows.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { CsvFile } from '../../../platform/http/send-csv.ts'
import type { Call } from '../../../platform/principal.ts'
import { type AuditFilters, type AuditRow, allAudit, listAuditRows, toEntry } from './audit-list-queries.ts'

/** A page of the audit log, newest first: of everything, of what was done to one thing, or of what somebody did. */
export async function listAudit(
  { db, cursors }: Call,
  { limit, cursor, subject, actor }: PageQuery & AuditFilters,
): Promise<Page<AuditEntry>> {
  const filters = { subject, actor }
  const before = cursor === undefined ? undefined : cursors.decode(cursor, filters)[0]
  const rows = await listAuditRows(db, { ...filters, before, limit: limit + 1 })
  return pageOf(rows, ({ id }) => [id], { cursors, filters, limit })
}

/** The same entries, all of them. */
export function downloadAudit({ db }: Call, filters: AuditFilters, signal: AbortSignal): CsvFile {
  return {
    fileName: 'audit.csv',
    header: ['id', 'at', 'actor_kind', 'actor_id', 'actor_name', 'action', 'subject_id', 'details'],
    rows: readLines(streamRows(db, allAudit(filters), { signal })),
  }
}

async function* readLines(rows: AsyncIterable<AuditRow>): AsyncGenerator<string[]> {
  for await (const row of rows) {
    const { id, at, actor, action, subjectId, details } = toEntry(row)
    yield [id, at, actor.kind, actor.id ?? '', actor.name, action, subjectId ?? '', JSON.stringify(details)]
  }
}
