import { createRejectRoutes } from '../../server/features/imports/rejects/reject-routes.ts'
import { createRepairRoutes } from '../../server/features/imports/repairs/repair-routes.ts'
import { transactionRejects } from '../../server/features/imports/transactions/transaction-rejects.ts'
import { transactionRepairs } from '../../server/features/imports/transactions/transaction-repairs.ts'
import { addTransactionRoutes } from '../../server/features/imports/transactions/transaction-routes.ts'
import type { Answer } from './app.ts'
import { openTestDatabase } from './database.ts'
import { type JobsApp, type Person, startJobsApp } from './jobs.ts'
import { makeTransactionsJob, runTransactionsJob, type TransactionsJob } from './transactions-job.ts'

/** An application with the routes of jobs' rows, and a way to make jobs that have some. */
export interface RowsApp extends JobsApp {
  /** A job of `owner` whose file, named payments.csv, was imported: its records are counted by the caller. */
  importRows(owner: Person, text: string, records: number): Promise<TransactionsJob>
  /** What a GET answers to a person. */
  get(person: Person, path: string): Promise<Answer>
}

export async function startRowsApp(): Promise<RowsApp> {
  const database = await openTestDatabase()
  const { db, url } = database
  // Of transactions only: the tests have no other kind of job.
  const features = [
    addTransactionRoutes,
    createRejectRoutes({ transactions: transactionRejects, tickets: transactionRejects }),
    createRepairRoutes({ transactions: transactionRepairs, tickets: transactionRepairs }),
  ]
  const app = await startJobsApp({ database, features })
  return {
    ...app,
    get: (person, path) => app.send(path, { headers: person.headers }),
    async importRows(owner, text, records) {
      const job = await makeTransactionsJob(db, text, records)
      await db.updateTable('jobs').set({ user_id: owner.id }).where('id', '=', job.id).execute()
      const end = await runTransactionsJob(url, job)
      if (end !== 'completed') throw new Error(`the import ended ${end}`)
      return job
    },
  }
}
