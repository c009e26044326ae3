import type { Page, PageQuery } from '#contract/lists.ts'
import type { AuditEntry } from '#contract/users.ts'
import { pageOf } from '../../../platform/http/page-of.ts'
import type { Call } from '../../../platform/principal.ts'
import { type AuditFilters, listAuditRows } from './audit-list-queries.ts'

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
