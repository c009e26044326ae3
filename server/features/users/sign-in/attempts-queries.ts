import { sql } from 'kysely'
import type { Database, Transaction } from '../../../platform/database/database.ts'

/** What is known of the wrong passwords for one account or from one address. */
export interface Attempts {
  subject: string
  failures: number
  openAt: Date
}

/** The attempts of each subject, locked until the end of the transaction; always in one order, so that none deadlock. */
export async function lockAttempts(
  tx: Transaction,
  subjects: readonly string[],
  now: Date,
): Promise<Attempts[]> {
  await sql`
    insert into sign_in_attempts (subject, open_at, forget_at)
    select subject, ${now}, ${now} from unnest(${subjects}::text[]) as subject order by subject collate "C"
    on conflict do nothing
  `.execute(tx)
  const { rows } = await sql<{ subject: string; failures: number; open_at: Date }>`
    select subject, case when forget_at > ${now} then failures else 0 end as failures, open_at
    from sign_in_attempts where subject = any(${subjects}::text[]) order by subject for update
  `.execute(tx)
  return rows.map(({ subject, failures, open_at }) => ({ subject, failures, openAt: open_at }))
}

/** Writes what is known of a subject from now on. */
export async function updateAttempts(
  tx: Transaction,
  { subject, failures, openAt, forgetAt }: Attempts & { forgetAt: Date },
): Promise<void> {
  await sql`
    update sign_in_attempts set failures = ${failures}, open_at = ${openAt}, forget_at = ${forgetAt}
    where subject = ${subject}
  `.execute(tx)
}

/** Takes back what an attempt counted that turned out to be right: all of its account's, and its own of its address. */
export async function forgiveAttempt(
  db: Database,
  { account, address, now }: { account: string; address: string; now: Date },
): Promise<void> {
  await sql`
    update sign_in_attempts set
      failures = case when subject = ${account} then 0 else greatest(failures - 1, 0) end, open_at = ${now}
    where subject in (
      select subject from sign_in_attempts where subject in (${account}, ${address}) order by subject for update
    )
  `.execute(db)
}

/** Removes some of what has been forgotten, and what nobody is using. */
export async function deleteForgotten(db: Database, now: Date): Promise<void> {
  await sql`
    delete from sign_in_attempts where subject in (
      select subject from sign_in_attempts where forget_at < ${now} limit 100 for update skip locked
    )
  `.execute(db)
}
