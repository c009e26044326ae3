import type { ChangeUser, User } from '#contract/users.ts'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { violatedConstraint } from '../../platform/database/database-refusals.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import type { Call } from '../../platform/principal.ts'
import { announceEndedAccess } from './access-queries.ts'
import { emailTaken, readEmail, readName, refuseFaults, userNotFound } from './check-person.ts'
import { revokeKeysOf } from './keys/keys-queries.ts'
import { deleteLinksOf } from './links/links-queries.ts'
import { deleteSessionsOf } from './sign-in/sessions-queries.ts'
import { toUser, type UserRow } from './user-row.ts'
import { lockUserAndAdmins, updateUser } from './users-queries.ts'

/**
 * Changes a user. Deactivating one ends their sessions, keys, links and sockets at once; keys and links stay ended when
 * they are activated again.
 * @throws ProblemError 404, 422, 409 for an e-mail address that is taken, and for the last admin who can sign in
 */
export async function changeUser(call: Call, id: string, input: ChangeUser): Promise<User> {
  const change = readChange(input)
  try {
    return await call.db.transaction().execute(async (tx) => {
      const { user: before, admins } = await lockUserAndAdmins(tx, id)
      if (before === undefined) throw userNotFound()
      const after = apply(before, change, call.clock.now())
      if (isActiveAdmin(before) && !isActiveAdmin(after)) checkAdminIsLeft(admins, id)
      const user = await updateUser(tx, after)
      await endWhatIsNoMore(tx, before, user, call.clock.now())
      await recordChange(tx, call.principal, {
        action: 'user.change',
        subjectId: id,
        details: describe(before, user),
      })
      return toUser(user)
    })
  } catch (error) {
    throw violatedConstraint(error) === 'users_email_key' ? emailTaken() : error
  }
}

function readChange({ name, email, role, active }: ChangeUser): ChangeUser {
  const readings = {
    name: name === undefined ? undefined : readName(name),
    email: email === undefined ? undefined : readEmail(email),
  }
  refuseFaults([...(readings.name?.faults ?? []), ...(readings.email?.faults ?? [])])
  return {
    ...(readings.name && { name: readings.name.name }),
    ...(readings.email && { email: readings.email.email }),
    ...(role && { role }),
    ...(active !== undefined && { active }),
  }
}

function apply(before: UserRow, { active, ...values }: ChangeUser, now: Date): UserRow {
  const since = before.deactivated_at ?? now
  const deactivated_at = (active ?? before.deactivated_at === null) ? null : since
  return { ...before, ...values, deactivated_at }
}

function isActiveAdmin({ role, deactivated_at }: UserRow): boolean {
  return role === 'admin' && deactivated_at === null
}

/** @param admins the active admins who have a password; one who was only invited may never come */
function checkAdminIsLeft(admins: readonly string[], id: string): void {
  if (admins.some((admin) => admin !== id)) return
  throw new ProblemError({
    code: 'last-admin',
    detail: 'Nobody else can sign in as an admin. Make another user an admin first.',
  })
}

async function endWhatIsNoMore(tx: Transaction, before: UserRow, after: UserRow, now: Date): Promise<void> {
  const isDeactivated = before.deactivated_at === null && after.deactivated_at !== null
  // A link that was sent to an address that was wrong must not work any more.
  if (isDeactivated || before.email !== after.email) await deleteLinksOf(tx, after.id)
  if (isDeactivated) {
    await deleteSessionsOf(tx, after.id)
    await revokeKeysOf(tx, after.id, now)
  }
  if (isDeactivated || before.role !== after.role) await announceEndedAccess(tx, { userId: after.id })
}

function describe(before: UserRow, after: UserRow): Record<string, unknown> {
  const changed = (['name', 'email'] as const).filter((key) => before[key] !== after[key])
  const role = before.role === after.role ? {} : { role: { from: before.role, to: after.role } }
  const wasActive = before.deactivated_at === null
  const isActive = after.deactivated_at === null
  return {
    ...(changed.length > 0 && { changed }),
    ...role,
    ...(wasActive !== isActive && { active: isActive }),
  }
}
