import { randomUUID } from 'node:crypto'
import { closeSync } from 'node:fs'
import { dirname } from 'node:path'
import { type JobKind, uploadFields } from '#contract/jobs.ts'
import { Me } from '#contract/sign-in.ts'
import type { DuplicatePolicy } from '#contract/tickets.ts'
import { readConfig } from '../../platform/config.ts'
import { openForReading } from '../../platform/csv/open-csv-file.ts'
import { exitCodes, PlainError } from '../../platform/errors.ts'
import { assertWritable } from '../../platform/files/replace-files.ts'
import { createProgressBar, type ProgressBar } from '../progress-bar.ts'
import { askServer, explain, persist, readAnswer } from './call-server.ts'
import { findServer, type ServerAccess } from './find-server.ts'
import { AnsweredJob, watchJob } from './follow-job.ts'
import { openStream } from './open-stream.ts'
import { printResult } from './print-result.ts'
import { saveRejects } from './save-rejects.ts'
import { type FileToSend, sendFiles } from './send-files.ts'

/** The options of `docket import`, as the command line reads them. */
export interface ImportOptions {
  kind: JobKind
  /** In the order of the kind's multipart fields. */
  paths: readonly string[]
  duplicates?: DuplicatePolicy
  server?: string
  key?: string
  user?: string
  rejects?: string
  follow: boolean
  strict: boolean
  json: boolean
  quiet: boolean
}

/** What is needed all along: where, who, and how to speak to the person. */
interface Run {
  options: Pick<ImportOptions, 'kind' | 'paths' | 'user' | 'duplicates' | 'follow'>
  server: ServerAccess
  bar: ProgressBar
  /** Says a line on stderr. */
  say: (line: string) => void
  /** Changes what Ctrl-C says. */
  goOn: (whatStands: string) => void
}

/**
 * Runs `docket import`: uploads the files, starts the job and follows it to its end. Results go to stdout, everything
 * else to stderr. Returns the exit code.
 * @throws PlainError with one line
 */
export async function importFiles(options: ImportOptions): Promise<number> {
  const startedAt = performance.now()
  if (!options.follow && (options.strict || options.rejects !== undefined))
    throw new PlainError(
      '--strict and --rejects need the end of the job: leave out --no-follow',
      exitCodes.wrongUsage,
    )
  const server = findServer(readConfig(), options)
  if (options.rejects !== undefined) assertWritable(dirname(options.rejects))
  const bar = await createBar(options)
  const say = (line: string) => {
    bar.stop()
    if (!options.quiet) process.stderr.write(`${line}\n`)
  }
  const run = { options, server, bar, say, goOn: catchInterrupt(bar) }
  try {
    const ended = await carryOut(run)
    const rejects = ended.status === 'completed' ? options.rejects : undefined
    if (rejects !== undefined) await saveRejects(server, ended.id, rejects)
    bar.stop()
    const elapsedMs = Math.round(performance.now() - startedAt)
    printResult({ job: ended, server, rejects, elapsedMs, json: options.json })
    return exitCodeOf(ended, options)
  } catch (error) {
    throw explain(error)
  } finally {
    bar.stop()
  }
}

/** Uploads the files and starts the job; follows it to its end unless told otherwise. */
export async function carryOut(run: Run): Promise<AnsweredJob> {
  const job = await makeJob(run)
  return run.options.follow ? followToEnd(run, job) : start(run, job)
}

/** Uploads the files; the same upload is sent again when it broke off, and makes one job however often it arrives. */
async function makeJob(run: Run): Promise<AnsweredJob> {
  const { options, server, bar, say } = run
  const files = await openAll(options)
  try {
    await checkOwner(server, options)
    const query = new URLSearchParams({ kind: options.kind })
    if (options.user !== undefined) query.set('user_id', options.user)
    if (options.duplicates !== undefined) query.set('duplicates', options.duplicates)
    const headers = { 'idempotency-key': randomUUID() }
    bar.stage('uploading')
    const upload = async () => {
      const onSent = (done: number, all: number) => bar.update(Math.floor((done / all) * 100), 100)
      const answer = await sendFiles(server, { path: `/api/jobs?${query}`, files, headers, onSent })
      return readAnswer(server.url, AnsweredJob, answer)
    }
    const job = await persist(upload, (reason) => say(`${reason}; trying again`))
    say(`uploaded as job ${job.id}`)
    return job
  } finally {
    for (const { file } of files) closeSync(file)
  }
}

async function openAll({ kind, paths }: Run['options']): Promise<FileToSend[]> {
  const files: FileToSend[] = []
  for (const [i, field] of uploadFields[kind].entries()) {
    const path = paths[i] ?? ''
    files.push({ field, path, file: await openForReading(path) })
  }
  return files
}

/** Finds out, before anything is sent, that the key is good and whose job it becomes. */
async function checkOwner(server: ServerAccess, { user }: Run['options']): Promise<void> {
  const me = await askServer(server, Me, '/api/me')
  if (me.user === null && user === undefined)
    throw new PlainError(
      'say whose job it becomes: --user <id>, because DOCKET_ADMIN_API_KEY is nobody’s; `docket users list` shows the ids',
      exitCodes.wrongUsage,
    )
}

/** Starts the job. Asked twice, the server starts it once and answers the same. */
async function start({ server, say, goOn }: Run, { id }: AnsweredJob): Promise<AnsweredJob> {
  const headers = { 'idempotency-key': `start-${id}` }
  const job = await persist(
    () => askServer(server, AnsweredJob, `/api/jobs/${id}/start`, { method: 'POST', headers }),
    (reason) => say(`${reason}; trying again`),
  )
  goOn(`the job goes on: ${jobPage(server, id)}`)
  return job
}

async function followToEnd(run: Run, job: AnsweredJob): Promise<AnsweredJob> {
  const { server, bar, say, goOn } = run
  goOn(`the job is uploaded and not started: ${jobPage(server, job.id)}`)
  const watch = watchJob(server, {
    jobId: job.id,
    isStreamOpen: () => stream.isOpen(),
    onHeard({ status, progressPercent }) {
      bar.stage(status)
      bar.update(progressPercent, 100)
    },
    onWaiting: say,
  })
  const stream = openStream(server, { userId: job.userId, jobId: job.id }, watch.hear)
  try {
    // Listening before the start, so that nothing of the run is missed.
    await stream.ready
    await start(run, job)
    return await watch.untilEnded()
  } finally {
    stream.close()
  }
}

function exitCodeOf({ status, invalidRecords }: AnsweredJob, { follow, strict }: ImportOptions): number {
  if (!follow) return exitCodes.ok
  if (status !== 'completed') return exitCodes.failed
  return strict && invalidRecords > 0 ? exitCodes.failed : exitCodes.ok
}

const silentBar: ProgressBar = { stage() {}, update() {}, stop() {} }

function createBar({ quiet }: ImportOptions): Promise<ProgressBar> | ProgressBar {
  return quiet ? silentBar : createProgressBar()
}

/** Lets Ctrl-C end the command, but say what stands by then. The usual exit code of an interrupted command is 130. */
function catchInterrupt(bar: ProgressBar): (whatStands: string) => void {
  let whatStands = 'nothing was imported'
  process.once('SIGINT', () => {
    bar.stop()
    process.stderr.write(`docket: interrupted; ${whatStands}\n`)
    process.exit(130)
  })
  return (line) => {
    whatStands = line
  }
}

function jobPage({ url }: ServerAccess, id: string): string {
  return `${url}/jobs/${id}`
}
