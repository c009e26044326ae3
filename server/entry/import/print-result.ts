import { oneLine } from '../../platform/one-line.ts'
import type { ServerAccess } from './find-server.ts'
import type { AnsweredJob } from './follow-job.ts'

interface Result {
  job: AnsweredJob
  server: ServerAccess
  /** Where the rejected rows were saved. */
  rejects: string | undefined
  elapsedMs: number
  json: boolean
}

/** Prints what has become of the job on stdout: a few lines, or one JSON object. */
export function printResult({ json, ...result }: Result): void {
  process.stdout.write(json ? jsonResult(result) : textResult(result))
}

function jsonResult({ job, server, rejects, elapsedMs }: Omit<Result, 'json'>): string {
  const found = { rows: job.invalidRecords, url: rejectsUrl(server, job), file: rejects ?? null }
  return `${JSON.stringify({ job, rejects: found, elapsedMs })}\n`
}

function textResult({ job, server, rejects }: Omit<Result, 'json'>): string {
  const { kind, error, totalRecords, validRecords, invalidRecords, suspiciousRecords } = job
  const lines = [
    `Job ${job.id}: ${job.status}`,
    ...(error === null ? [] : [`Reason: ${oneLine(error)}`]),
    `Rows: ${totalRecords}`,
    `Valid: ${validRecords}`,
    `Invalid: ${invalidRecords}`,
    ...(kind === 'transactions' ? [`Suspicious: ${suspiciousRecords}`] : []),
    ...(invalidRecords > 0 || rejects !== undefined
      ? [`Rejects: ${rejects ?? rejectsUrl(server, job)}`]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function rejectsUrl({ url }: ServerAccess, { id }: AnsweredJob): string {
  return `${url}/api/jobs/${id}/rejects.csv`
}
