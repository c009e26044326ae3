import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { hashSecret, makeSecret } from '../../server/features/users/sign-in/secrets.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { makeKey, makeUser } from '../support/accounts.ts'
import { placeOrder } from '../support/place-order.ts'
import { makeTransactionsJob, runTransactionsJob } from '../support/transactions-job.ts'

/** What an address names. All jobs are the owner's. */
export type Target =
  | 'pending job'
  | 'queued job'
  | 'failed job'
  | 'completed job'
  | 'owner'
  | 'new user'
  | 'key of the owner'
  | 'session of the owner'
  | 'customer'
  | 'barcode'
  | 'order'

/** Stands in everything that is the owner's alone, so that it is seen wherever it leaks. */
export const secretMark = 'only-for-the-owner'

/** Makes what an operation is tried on, anew for each caller, because operations change it. */
export type MakeTarget = (target: Target, ownerId: string) => Promise<string>

export function createTargets(db: Database, url: string): MakeTarget {
  let completed: Promise<string> | undefined
  const makers: Record<Target, (ownerId: string) => Promise<string>> = {
    'pending job': (ownerId) => makeJob(db, ownerId, 'pending'),
    'queued job': (ownerId) => makeJob(db, ownerId, 'queued'),
    'failed job': (ownerId) => makeJob(db, ownerId, 'failed'),
    'completed job': (ownerId) => {
      completed ??= importRows(db, url, ownerId)
      return completed
    },
    owner: async (ownerId) => ownerId,
    'new user': async () => (await makeUser(db)).id,
    'key of the owner': async (ownerId) => (await makeKey(db, { id: ownerId, role: 'operator' })).id,
    'session of the owner': (ownerId) => makeOtherSession(db, ownerId),
    customer: async () => (await sellTicket(db)).customer,
    barcode: async () => (await sellTicket(db)).barcode,
    order: () => placeOrder(db),
  }
  return (target, ownerId) => makers[target](ownerId)
}

async function makeJob(db: Database, ownerId: string, status: string): Promise<string> {
  const job = await makeTransactionsJob(db, 'transaction_id,amount,date\n', 0, `${secretMark}.csv`)
  await db.updateTable('jobs').set({ user_id: ownerId, status }).where('id', '=', job.id).execute()
  // A key of no file: deleting the job finds nothing to remove.
  const stored_as = randomUUID().replaceAll('-', '')
  await db.updateTable('job_files').set({ stored_as }).where('job_id', '=', job.id).execute()
  return job.publicId
}

async function importRows(db: Database, url: string, ownerId: string): Promise<string> {
  const text = `transaction_id,amount,date,description\nt1,1.00,2024-01-15,${secretMark}\nt2,x,2024-01-15,${secretMark}\n`
  const job = await makeTransactionsJob(db, text, 2, `${secretMark}.csv`)
  await db.updateTable('jobs').set({ user_id: ownerId }).where('id', '=', job.id).execute()
  await runTransactionsJob(url, job)
  return job.publicId
}

async function makeOtherSession(db: Database, userId: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into sessions (user_id, series_hash, token_hash, rotated_at, created_at, last_seen_at, expires_at)
    values (${userId}, ${hashSecret(makeSecret())}, ${hashSecret(makeSecret())}, now(), now(), now(),
      now() + interval '1 hour')
    returning id`.execute(db)
  return rows[0]?.id ?? ''
}

async function sellTicket(db: Database): Promise<{ customer: string; barcode: string }> {
  const { rows } = await sql<{ customer: string; barcode: string }>`
    with customer as (
      insert into customers (name) values ('Ada') returning id, public_id
    ), placed as (
      insert into orders (customer_id, source) select id, 'csv' from customer returning id
    ), sold as (
      insert into barcodes (barcode, order_id) select ${randomUUID()}, id from placed returning barcode
    )
    select customer.public_id as customer, sold.barcode from customer, sold`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('no ticket was sold')
  return row
}
