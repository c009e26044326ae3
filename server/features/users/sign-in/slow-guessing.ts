import { isIPv4, isIPv6 } from 'node:net'
import type { Context } from '../../../platform/context.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import {
  type Attempts,
  deleteForgotten,
  forgiveAttempt,
  lockAttempts,
  updateAttempts,
} from './attempts-queries.ts'

/** Whose password is tried, and from where. */
export interface Attempt {
  /** The hash of the e-mail address. */
  account: string
  address: string
}

/** How many attempts may fail at once, and how long the next one then waits at most; it waits twice as long each time. */
const limits = {
  // A minute, so that nobody is kept out for long by somebody who guesses their password.
  account: { free: 5, delayMaxMs: 60_000 },
  // More, because a whole office may have one address.
  address: { free: 20, delayMaxMs: 15 * 60_000 },
} as const

const forgetAfterMs = 60 * 60_000

/**
 * Counts an attempt before its password is looked at, so that attempts at the same moment cannot all be free.
 * @throws ProblemError 429 with `Retry-After` while the account or the address has to wait
 */
export async function countAttempt({ db, clock }: Context, attempt: Attempt): Promise<void> {
  const now = clock.now()
  await deleteForgotten(db, now)
  await db.transaction().execute(async (tx) => {
    const attempts = await lockAttempts(tx, subjectsOf(attempt), now)
    const waitMs = Math.max(0, ...attempts.map(({ openAt }) => openAt.getTime() - now.getTime()))
    if (waitMs > 0) throw tooMany(waitMs)
    for (const one of attempts) await updateAttempts(tx, countOne(one, now))
  })
}

/** Takes back what `countAttempt` counted, because the password was right. */
export async function forgive({ db, clock }: Context, attempt: Attempt): Promise<void> {
  const [account, address] = subjectsOf(attempt)
  await forgiveAttempt(db, { account, address, now: clock.now() })
}

/** How long the next attempt waits after so many that failed. */
export function delayAfter(
  failures: number,
  { free, delayMaxMs }: { free: number; delayMaxMs: number },
): number {
  return failures <= free ? 0 : Math.min(delayMaxMs, 1_000 * 2 ** Math.min(failures - free - 1, 30))
}

/** The network that an address belongs to: of IPv6, everybody has at least 2^64 addresses. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIPv4(plain)) return plain
  if (!isIPv6(plain)) return 'unknown'
  const [head = '', tail] = plain.split('%', 1)[0]?.split('::') ?? []
  const before = head.split(':').filter((group) => group !== '')
  const after = tail?.split(':') ?? []
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  const network = [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}

function subjectsOf({ account, address }: Attempt): [string, string] {
  return [`account:${account}`, `address:${networkOf(address)}`]
}

function countOne({ subject, failures }: Attempts, now: Date): Attempts & { forgetAt: Date } {
  const kind = subject.startsWith('account:') ? limits.account : limits.address
  return {
    subject,
    failures: failures + 1,
    openAt: new Date(now.getTime() + delayAfter(failures + 1, kind)),
    forgetAt: new Date(now.getTime() + forgetAfterMs),
  }
}

function tooMany(waitMs: number): ProblemError {
  const seconds = Math.ceil(waitMs / 1_000)
  return new ProblemError({
    code: 'too-many-attempts',
    detail: `Too many wrong passwords. Try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  })
}
