import type { Page } from '#contract/lists.ts'
import type { Session } from '#contract/sign-in.ts'
import type { Call } from '../../../platform/principal.ts'
import { sessionLimits } from './session-limits.ts'
import { listSessionRows } from './sessions-queries.ts'

/** The caller's own sessions, newest first; none for a key. */
export async function listSessions({ db, clock, principal }: Call): Promise<Page<Session>> {
  if (principal.kind !== 'user') return { items: [], nextCursor: null, total: 0 }
  const now = clock.now()
  const idleSince = new Date(now.getTime() - sessionLimits.idleMs)
  const rows = await listSessionRows(db, { userId: principal.userId, now, idleSince })
  const items = rows.map((session) => ({ ...session, current: session.id === principal.sessionId }))
  return { items, nextCursor: null, total: items.length }
}
