import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { createRenew } from '../../server/features/users/renew-principal.ts'
import { createAuthenticate } from '../../server/features/users/sign-in/authenticate.ts'
import { type Clock, systemClock } from '../../server/platform/clock.ts'
import { type Config, readConfig } from '../../server/platform/config.ts'
import type { Context } from '../../server/platform/context.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { type AppOptions, buildApp } from '../../server/platform/http/build-app.ts'
import { createCursors } from '../../server/platform/http/cursor.ts'
import { createHints } from '../../server/platform/live/hints.ts'
import { createLog } from '../../server/platform/log.ts'
import { createAnswerCheck } from './check-answer.ts'
import { openTestDatabase } from './database.ts'

/** A key that test applications accept, unless a test configures another or none. */
export const testKey = 'a-key-that-only-tests-use'

export const withKey = { authorization: `Bearer ${testKey}` } as const

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Request {
  method?: string
  headers?: OutgoingHttpHeaders
  body?: string | Buffer
}

/** A Docket that listens on a port of its own, on a database of its own. */
export interface TestApp {
  app: FastifyInstance
  db: Database
  port: number
  /** Every line that was logged, parsed. */
  logged: Record<string, unknown>[]
  /** Aborts what a signal to stop would abort. */
  stop(): void
  /** Sends a request and holds the answer against the OpenAPI document that is served. */
  send(path: string, request?: Request): Promise<Answer>
  /** Writes bytes to the port and reads what comes back until the connection ends. */
  sendBytes(bytes: string | Buffer): Promise<string>
}

export interface TestAppOptions extends Partial<AppOptions> {
  config?: Partial<Config>
  db?: Database
  /** What time it is, when a test wants to say. */
  clock?: Clock
  /** Adds what does not stand below `/api`, before the application listens. */
  prepare?: (app: FastifyInstance, context: Context) => Promise<void>
}

/** Starts an application for the test file that calls it, and closes it after the file's last test. */
export async function startTestApp({
  config,
  db,
  clock,
  prepare,
  ...options
}: TestAppOptions = {}): Promise<TestApp> {
  const closers: (() => Promise<unknown>)[] = []
  // Registered before the database's own clean-up, which wants every connection to be given back.
  after(async () => {
    for (const close of closers) await close()
  })
  const stopping = new AbortController()
  const logged: Record<string, unknown>[] = []
  const context = await buildTestContext({ config, db, clock, logged, stopping: stopping.signal })
  const app = await buildApp(context, { ...accessFor(context, options), ...options })
  closers.push(() => app.close())
  await prepare?.(app, context)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const port = portOf(app)
  const checkAnswer = createAnswerCheck(app.swagger())
  return {
    app,
    db: context.db,
    port,
    logged,
    stop: () => stopping.abort(),
    async send(path, request = {}) {
      const answer = await exchange(port, path, request)
      checkAnswer(request.method ?? 'GET', path, answer)
      return answer
    },
    sendBytes: (bytes) => exchangeBytes(port, bytes),
  }
}

/** The problem that an answer holds. */
export function problemOf({ text }: Answer): Record<string, unknown> {
  return JSON.parse(text)
}

/** The pointers and codes of what an answer of 422 finds wrong, as `/name too-short`. */
export function faultsOf({ text }: Answer): string[] {
  const { errors = [] } = JSON.parse(text)
  return errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)
}

/** As `docket serve` has it; a test that says itself who asks has people that no table knows. */
function accessFor(
  context: Context,
  { authenticate }: TestAppOptions,
): Pick<AppOptions, 'authenticate' | 'renew'> {
  if (authenticate !== undefined) return { authenticate }
  return {
    authenticate: createAuthenticate(context),
    renew: createRenew(context),
  }
}

interface TestContext {
  config: Partial<Config> | undefined
  db: Database | undefined
  clock: Clock | undefined
  logged: Record<string, unknown>[]
  stopping: AbortSignal
}

async function buildTestContext({ config, db, clock, logged, stopping }: TestContext): Promise<Context> {
  const database = db ?? (await openTestDatabase()).db
  const settings = { ...readConfig({ DOCKET_ADMIN_API_KEY: testKey, LOG_LEVEL: 'debug' }), ...config }
  const lines = new Writable({
    write(line, _encoding, done) {
      logged.push(JSON.parse(String(line)))
      done()
    },
  })
  const log = createLog(settings, lines)
  return {
    config: settings,
    db: database,
    log,
    hints: createHints(database, log),
    clock: clock ?? systemClock,
    cursors: createCursors(Buffer.from('a secret that only tests use')),
    stopping,
  }
}

function portOf(app: FastifyInstance): number {
  // A server that listens on a port has an address of this kind.
  return (app.server.address() as AddressInfo).port
}

async function exchange(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Request,
): Promise<Answer> {
  const request = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false })
  request.end(body)
  const [response] = await once(request, 'response')
  return { status: response.statusCode, headers: response.headers, text: await text(response) }
}

async function exchangeBytes(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  return text(socket)
}
