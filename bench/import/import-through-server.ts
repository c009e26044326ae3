import { openAsBlob } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '../../contract/jobs.ts'
import type { PlantedTransactions } from '../../scripts/generate-transactions/write-transactions.ts'
import type { TransactionFiles } from './prepare-transactions.ts'
import { type Latency, watchRequests } from './watch-requests.ts'

/** A running Docket, and how to be let in. */
export interface Server {
  url: string
  headers: { authorization: string }
  userId: string
}

/** One import from its start until it is completed. */
export interface ImportSample {
  seconds: number
  latency: Latency
}

/** Uploads a file, starts its job and follows it to its end; what it counted must be what was planted. */
export async function importThroughServer(server: Server, files: TransactionFiles): Promise<ImportSample> {
  const id = await upload(server, files.upload)
  const watch = watchRequests(`${server.url}/api/jobs`, server.headers)
  const begun = performance.now()
  await ask(server, 'POST', `/api/jobs/${id}/start`)
  const job = await untilEnded(server, id)
  const seconds = (performance.now() - begun) / 1_000
  const latency = await watch.stop()
  assertCounted(job, files.planted)
  await ask(server, 'DELETE', `/api/jobs/${id}`)
  return { seconds, latency }
}

/** Uploads a file. Returns the id of its job. */
export async function upload({ url, headers, userId }: Server, path: string): Promise<string> {
  const form = new FormData()
  form.set('file', await openAsBlob(path), 'transactions.csv')
  const answer = await fetch(`${url}/api/jobs?user_id=${userId}`, { method: 'POST', headers, body: form })
  if (answer.status !== 201)
    throw new Error(`the upload was answered ${answer.status}: ${await answer.text()}`)
  return (await jobOf(answer)).id
}

async function untilEnded(server: Server, id: string): Promise<Job> {
  for (;;) {
    const job: Job = await jobOf(await ask(server, 'GET', `/api/jobs/${id}`))
    if (job.finishedAt !== null) return job
    await sleep(20)
  }
}

/** The job of an answer. The tests hold every answer against its schema. */
async function jobOf(answer: Response): Promise<Job> {
  return (await answer.json()) as Job
}

/** Sends a request that must succeed. */
export async function ask(
  { url, headers }: Pick<Server, 'url' | 'headers'>,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method, headers: { ...headers, ...type }, ...json })
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`)
  return answer
}

/** A fast wrong import is none. */
function assertCounted(job: Job, { rows, valid, suspicious }: PlantedTransactions): void {
  const found = [job.status, job.totalRecords, job.validRecords, job.invalidRecords, job.suspiciousRecords]
  const expected = ['completed', rows, valid, rows - valid, suspicious]
  if (found.join() !== expected.join()) throw new Error(`counted ${found}, not ${expected}: ${job.error}`)
}
