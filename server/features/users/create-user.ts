import type { CreateUser, InvitedUser } from '#contract/users.ts'
import { recordChange } from '../../platform/audit/audit-queries.ts'
import { violatedConstraint } from '../../platform/database/database-refusals.ts'
import type { Call } from '../../platform/principal.ts'
import { emailTaken, readEmail, readName, refuseFaults } from './check-person.ts'
import { makeLink } from './links/make-link.ts'
import { toUser } from './user-row.ts'
import { insertUser } from './users-queries.ts'

/**
 * Makes a user, an operator unless said, with the link by which they choose their password.
 * @param baseUrl the address under which the link will be opened
 * @throws ProblemError 422 for a bad name or e-mail address, 409 for one that is taken, in any letter case
 */
export async function createUser(
  call: Call,
  { baseUrl, ...input }: CreateUser & { baseUrl: string },
): Promise<InvitedUser> {
  const { name, faults } = readName(input.name)
  const { email, faults: emailFaults } = readEmail(input.email)
  refuseFaults([...faults, ...emailFaults])
  const role = input.role ?? 'operator'
  try {
    return await call.db.transaction().execute(async (tx) => {
      const user = await insertUser(tx, { name, email, role })
      await recordChange(tx, call.principal, { action: 'user.create', subjectId: user.id, details: { role } })
      const invitation = await makeLink(call, tx, { purpose: 'invitation', userId: user.id, baseUrl })
      return { ...toUser(user), invitation }
    })
  } catch (error) {
    throw violatedConstraint(error) === 'users_email_key' ? emailTaken() : error
  }
}
