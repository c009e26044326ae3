import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalKey } from '../principal.ts'
import type { HttpLimits } from './limits.ts'
import { ProblemError } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** An upload: its body may take hours, as long as bytes keep arriving. */
    slowBody?: boolean
    /** A download: its answer may take hours, as long as the client keeps reading. It holds a database connection. */
    longAnswer?: boolean
  }
}

/**
 * Gives every request a time for its body and for its answer, and routes that say so more of it. Node has one time-out
 * of bodies for all routes, and Fastify's of answers ends with the body. Comes before all routes.
 */
export function addSlowRoutes(app: FastifyInstance, limits: HttpLimits, databasePoolSize: number): void {
  app.addHook('onRequest', async (request, reply) => {
    watchBody(app, request, reply, limits)
    watchAnswer(request, reply, limits)
  })
  // The other half of the pool stays for requests that are answered at once.
  limitDownloads(app, Math.max(1, Math.floor(databasePoolSize / 2)))
}

/** Ends a connection whose body does not arrive in time, in the way in which Node would. */
function watchBody(
  app: FastifyInstance,
  { raw, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  limits: HttpLimits,
): void {
  const { headers, socket } = raw
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
  const isSlow = routeOptions.config?.slowBody === true
  let bytesBefore = socket.bytesRead
  const timer = setInterval(
    () => {
      const isArriving = isSlow && socket.bytesRead > bytesBefore
      bytesBefore = socket.bytesRead
      if (isArriving) return
      clearInterval(timer)
      // A second answer could be taken for that of the next request.
      if (reply.raw.writableEnded) socket.destroy()
      else if (!raw.complete) app.server.emit('clientError', bodyTimeout(), socket)
    },
    isSlow ? limits.idleBodyTimeoutMs : limits.requestTimeoutMs,
  ).unref()
  raw.once('close', () => clearInterval(timer))
}

/** Answers in place of a route that takes too long. What it still does goes on, and its answer is dropped. */
function watchAnswer({ routeOptions }: FastifyRequest, reply: FastifyReply, limits: HttpLimits): void {
  if (routeOptions.config?.slowBody === true || routeOptions.config?.longAnswer === true) return
  const timer = setTimeout(() => {
    if (!reply.sent && !reply.raw.headersSent) reply.send(answerTimeout())
  }, limits.answerTimeoutMs).unref()
  reply.raw.once('close', () => clearTimeout(timer))
}

function answerTimeout(): ProblemError {
  return new ProblemError({ code: 'answer-timeout', detail: 'Try again later, or ask for less at once.' })
}

function bodyTimeout(): Error {
  return Object.assign(new Error('the body did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
}

/** Nobody gets all places: who reads slowly, or not at all, would keep everybody else out for as long. */
function limitDownloads(app: FastifyInstance, downloadsMax: number): void {
  const ownMax = Math.ceil(downloadsMax / 2)
  const running: string[] = []
  app.addHook('preHandler', async ({ routeOptions, principal }, reply) => {
    // Who went away while it was found out who they are would be counted and never be taken off.
    if (routeOptions.config?.longAnswer !== true || reply.raw.closed) return
    const key = principalKey(principal)
    if (running.length >= downloadsMax)
      throw tooManyDownloads(`${downloadsMax} downloads are running already.`)
    if (running.filter((one) => one === key).length >= ownMax)
      throw tooManyDownloads(`You have ${ownMax} downloads running already.`)
    running.push(key)
    reply.raw.once('close', () => running.splice(running.indexOf(key), 1))
  })
}

function tooManyDownloads(reason: string): ProblemError {
  return new ProblemError({
    code: 'too-many-downloads',
    detail: `${reason} Try again when one of them has ended.`,
    headers: { 'retry-after': '5' },
  })
}
