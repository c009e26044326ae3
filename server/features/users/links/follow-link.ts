import type { Fault } from '#contract/problem.ts'
import type { UseLink } from '#contract/sign-in.ts'
import { recordChange } from '../../../platform/audit/audit-queries.ts'
import type { Context } from '../../../platform/context.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { violatedConstraint } from '../../../platform/database/database-refusals.ts'
import type { Principal } from '../../../platform/principal.ts'
import { announceEndedAccess } from '../access-queries.ts'
import { emailTaken, readEmail, readName, refuseFaults } from '../check-person.ts'
import { findPasswordFault } from '../sign-in/find-password-fault.ts'
import { hashPassword } from '../sign-in/password-hash.ts'
import { hashSecret } from '../sign-in/secrets.ts'
import { deleteSessionsOf } from '../sign-in/sessions-queries.ts'
import { type Browser, type StartedSession, startSession } from '../sign-in/start-session.ts'
import type { UserRow } from '../user-row.ts'
import { hasAdmin, insertUser, lockUser, updatePassword } from '../users-queries.ts'
import { type LinkRow, takeLink } from './links-queries.ts'
import { linkUsed, requireLink } from './look-at-link.ts'

/**
 * Sets the password of whom a link is for and signs them in; the setup link first makes the first admin. Sessions from
 * before end, as somebody else may have known the old password.
 * @throws ProblemError 410 for a link that cannot be used; 422 for values that cannot; 409 for a taken e-mail address
 */
export async function followLink(
  context: Context,
  { browser, ...input }: UseLink & { browser: Browser },
): Promise<StartedSession & { user: UserRow }> {
  const link = await requireLink(context, input.token)
  const person = readPerson(link, input)
  const passwordHash = await hashPassword(input.password)
  try {
    return await context.db.transaction().execute(async (tx) => {
      const now = context.clock.now()
      // The user before the link, in the order in which admins lock them: the other way round they would deadlock.
      const known = link.user_id === null ? undefined : await requireUser(tx, link.user_id)
      if (!(await takeLink(tx, hashSecret(input.token), now))) throw linkUsed()
      const user = known ?? (await makeFirstAdmin(tx, person))
      await updatePassword(tx, user.id, passwordHash)
      await deleteSessionsOf(tx, user.id)
      await announceEndedAccess(tx, { userId: user.id })
      const session = await startSession(context, tx, user, browser)
      if (known === undefined) await recordFirstAdmin(tx, session.principal, user)
      await recordChange(tx, session.principal, {
        action: 'user.set-password',
        subjectId: user.id,
        details: { by: link.purpose },
      })
      return { ...session, user: { ...user, password_hash: passwordHash } }
    })
  } catch (error) {
    throw violatedConstraint(error) === 'users_email_key' ? emailTaken() : error
  }
}

interface Person {
  name: string
  email: string
}

/** Who will have the password: whom the link names, or for the setup link whom the person says they are. */
function readPerson(link: LinkRow, { name, email, password }: UseLink): Person {
  const faults: Fault[] = []
  const person = { name: link.name ?? '', email: link.email ?? '' }
  if (link.purpose === 'setup') {
    const named = name === undefined ? { name: '', faults: [missing('/name')] } : readName(name)
    const mailed = email === undefined ? { email: '', faults: [missing('/email')] } : readEmail(email)
    Object.assign(person, { name: named.name, email: mailed.email })
    faults.push(...named.faults, ...mailed.faults)
  } else {
    if (name !== undefined) faults.push(unknown('/name'))
    if (email !== undefined) faults.push(unknown('/email'))
  }
  const weak = findPasswordFault(password, person)
  refuseFaults([...faults, ...(weak === undefined ? [] : [{ pointer: '/password', ...weak }])])
  return person
}

function missing(pointer: string): Fault {
  return { pointer, code: 'value-missing', message: 'is needed with the setup link' }
}

function unknown(pointer: string): Fault {
  return { pointer, code: 'value-unknown', message: 'is taken by the setup link only' }
}

async function makeFirstAdmin(tx: Transaction, person: Person): Promise<UserRow> {
  // The command line may have made an admin since the link was printed.
  if (await hasAdmin(tx)) throw linkUsed()
  return insertUser(tx, { ...person, role: 'admin' })
}

async function recordFirstAdmin(tx: Transaction, principal: Principal, { id, role }: UserRow): Promise<void> {
  await recordChange(tx, principal, { action: 'user.create', subjectId: id, details: { role } })
}

async function requireUser(tx: Transaction, id: string): Promise<UserRow> {
  const user = await lockUser(tx, id)
  if (user === undefined || user.deactivated_at !== null) throw linkUsed()
  return user
}
