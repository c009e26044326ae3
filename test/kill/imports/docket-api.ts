import type { ImportFiles } from './import-files.ts'
import type { StartedImport } from './imported.ts'

/** The admin's key of the servers that are killed. */
export const killKey = 'a-key-that-only-kills-use'

/** Makes a user who owns the imports. */
export async function makeOwner(url: string): Promise<string> {
  const answer = await call(url, '/api/users', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Owner', email: `${crypto.randomUUID()}@example.com` }),
  })
  return idOf(idOf(answer) === undefined && isObject(answer) ? answer['user'] : answer) ?? ''
}

/** Uploads the files and starts their import. */
export async function startImport(url: string, owner: string, files: ImportFiles): Promise<StartedImport> {
  const form = new FormData()
  for (const [field, text] of Object.entries(files.files)) form.set(field, new Blob([text]), `${field}.csv`)
  const job = await call(url, `/api/jobs?user_id=${owner}&kind=${files.kind}`, { method: 'POST', body: form })
  const jobId = idOf(job)
  if (jobId === undefined) throw new Error('the upload answered without an id')
  await call(url, `/api/jobs/${jobId}/start`, { method: 'POST' })
  return { ...files, jobId }
}

/** Asks for a job, as a person would see it. */
export async function readJob(url: string, jobId: string): Promise<Record<string, unknown>> {
  const job = await call(url, `/api/jobs/${jobId}`, {})
  return isObject(job) ? job : {}
}

async function call(url: string, path: string, init: RequestInit): Promise<unknown> {
  const headers = { ...init.headers, authorization: `Bearer ${killKey}` }
  const response = await fetch(`${url}${path}`, { ...init, headers })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${text}`)
  return JSON.parse(text)
}

function idOf(answer: unknown): string | undefined {
  return isObject(answer) && typeof answer['id'] === 'string' ? answer['id'] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
