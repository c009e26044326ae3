import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sql } from 'kysely'
import type { Job } from '../../contract/jobs.ts'
import { createImportRoutes } from '../../server/features/imports/import-routes.ts'
import { type ImportServices, importWork } from '../../server/features/imports/import-services.ts'
import { jobTotals } from '../../server/features/imports/job-totals-queries.ts'
import { transactionsImport } from '../../server/features/imports/transactions/transactions-import.ts'
import { ticketsImport } from '../../server/features/tickets/import/tickets-import.ts'
import type { Context } from '../../server/platform/context.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { createEmbeddedEngine } from '../../server/platform/engine/embedded-engine.ts'
import { openLocalFileStore } from '../../server/platform/files/local-file-store.ts'
import type { AddRoutes } from '../../server/platform/http/build-app.ts'
import { createLog } from '../../server/platform/log.ts'
import { makeKey, makeUser, type TestUser } from './accounts.ts'
import { type Answer, startTestApp, type TestApp, type TestAppOptions } from './app.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** An application with the routes of jobs, whose engine queues what it is asked to, and runs nothing. */
export interface JobsApp extends TestApp {
  context: Context
  services: ImportServices
  database: TestDatabase
  /** The turns of a job that wait in the queue. */
  queuedTurns(id: string): Promise<string[]>
  /** The folder of the stored files, and what is in it now. */
  folder: string
  listFolder(): string[]
  /** A user and the headers of a key of theirs. */
  person(role?: TestUser['role']): Promise<Person>
  /** Uploads files and says what was answered. */
  upload(person: Person, files: readonly FilePart[], query?: string): Promise<Answer>
  /** Uploads one file of transactions. */
  makeJob(person: Person, text?: string): Promise<Job>
}

interface StartJobsApp extends Omit<TestAppOptions, 'db'> {
  database?: TestDatabase
  folder?: string
}

export interface Person {
  id: string
  headers: Record<string, string>
}

/** A part of a multipart body that is a file. */
export interface FilePart {
  field?: string
  name?: string
  bytes: string | Buffer
}

export const fourPayments = `transaction_id,amount,date
t1,150.00,2024-01-15
t2,75.50,2024-01-16
t3,-50.00,2024-01-17
t4,1000.00,2024-01-18
`

/** Starts an application with the routes of jobs, on a database and a folder of its own unless they are given. */
export async function startJobsApp({
  folder = makeFolder(),
  database,
  ...options
}: StartJobsApp = {}): Promise<JobsApp> {
  const used = database ?? (await openTestDatabase())
  const { db, url } = used
  const services: ImportServices = {
    store: await openLocalFileStore(folder),
    kinds: { transactions: transactionsImport, tickets: ticketsImport },
    engine: createEmbeddedEngine({ url, log: createLog({ logLevel: 'silent' }) }),
    waiting: new Map(),
  }
  used.closeFirst(() => services.engine.stop(0))
  await services.engine.start({}, 0)
  let context: Context | undefined
  const keepContext: AddRoutes = (_api, given) => {
    context = given
  }
  const features = [createImportRoutes(services), keepContext, ...(options.features ?? [])]
  const app = await startTestApp({ ...options, db, features, totals: jobTotals(db) })
  if (context === undefined) throw new Error('no routes were added')
  const upload = (person: Person, files: readonly FilePart[], query = '') => {
    const { contentType, body } = multipart(files)
    const headers = { ...person.headers, 'content-type': contentType }
    return app.send(`/api/jobs${query}`, { method: 'POST', headers, body })
  }
  return {
    ...app,
    context,
    services,
    database: used,
    folder,
    listFolder: () => readdirSync(folder),
    queuedTurns: (id) => listQueuedTurns(db, id),
    upload,
    async person(role = 'operator') {
      const user = await makeUser(app.db, { role })
      return { id: user.id, headers: (await makeKey(app.db, user)).headers }
    },
    async makeJob(person, text = fourPayments) {
      const answer = await upload(person, [{ bytes: text }])
      if (answer.status !== 201) throw new Error(`the upload was answered ${answer.status}: ${answer.text}`)
      return JSON.parse(answer.text)
    },
  }
}

/** A multipart body with these files, each in the field `file` unless said, and its content type. */
export function multipart(files: readonly FilePart[]): { contentType: string; body: Buffer } {
  const boundary = `boundary-${randomBytes(8).toString('hex')}`
  const parts = files.flatMap(({ field = 'file', name = 'payments.csv', bytes }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n`),
    Buffer.from('Content-Type: text/csv\r\n\r\n'),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ])
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docket-jobs-'))
  after(() => rmSync(folder, { recursive: true }))
  return folder
}

async function listQueuedTurns(db: Database, id: string): Promise<string[]> {
  const { rows } = await sql<{ turn: string }>`
    select data ->> 'turn' as turn from pgboss.job
    where name = ${importWork} and data ->> 'id' = ${id} and state = 'created' order by created_on
  `.execute(db)
  return rows.map(({ turn }) => turn)
}
