import type { SignIn } from '#contract/sign-in.ts'
import type { Context } from '../../../platform/context.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { UserRow } from '../user-row.ts'
import { lockUser, updatePassword } from '../users-queries.ts'
import { hashPassword, isOutdated, verifyPassword } from './password-hash.ts'
import { findSignIn } from './sessions-queries.ts'
import { countAttempt, forgive } from './slow-guessing.ts'
import { type Browser, type StartedSession, startSession } from './start-session.ts'

/**
 * Signs a person in. A wrong address takes as long as a wrong password, and is told in the same words.
 * @throws ProblemError 401 when either is wrong or the user is deactivated, 429 while guessing is slowed
 */
export async function signIn(
  context: Context,
  { email, password, browser }: SignIn & { browser: Browser },
): Promise<StartedSession & { user: UserRow }> {
  const { account, user } = await findSignIn(context.db, email.trim().slice(0, emailLengthMax + 1))
  const attempt = { account, address: browser.address }
  await countAttempt(context, attempt)
  const isRight = await verifyPassword(password, user?.password_hash)
  if (!isRight || user === undefined || user.deactivated_at !== null) throw signInFailed(context, browser)
  await forgive(context, attempt)
  const newHash = await renewHash(user, password)
  return context.db.transaction().execute(async (tx) => {
    // Somebody may have deactivated the user, or reset the password, while this one was looked at.
    const now = await lockUser(tx, user.id)
    if (now?.password_hash !== user.password_hash || now.deactivated_at !== null)
      throw signInFailed(context, browser)
    if (newHash !== undefined) await updatePassword(tx, user.id, newHash)
    return { ...(await startSession(context, tx, now, browser)), user: now }
  })
}

/** What is longer is nobody's. */
const emailLengthMax = 255

/** The password hashed anew, when passwords have come to cost more since. */
async function renewHash({ password_hash }: UserRow, password: string): Promise<string | undefined> {
  return password_hash !== null && isOutdated(password_hash) ? hashPassword(password) : undefined
}

function signInFailed({ log }: Context, { address }: Browser): ProblemError {
  log.info({ address }, 'a sign-in failed')
  return new ProblemError({
    code: 'sign-in-failed',
    detail: 'The e-mail address or the password is wrong, or the account is not in use.',
  })
}
