import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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
 * Gives every request a time for its body, and routes that say so more of it. Node has one time-out for all routes
 * of a server, so the time-outs are kept here. Comes before all routes.
 */
export function addSlowRoutes(app: FastifyInstance, limits: HttpLimits, databasePoolSize: number): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.slowBody === true || route.config?.longAnswer === true)
      route.handlerTimeout = limits.slowRouteTimeoutMs
  })
  app.addHook('onRequest', async (request, reply) => watchBody(app, request, reply, limits))
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

function bodyTimeout(): Error {
  return Object.assign(new Error('the body did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
}

function limitDownloads(app: FastifyInstance, downloadsMax: number): void {
  let running = 0
  app.addHook('preHandler', async ({ routeOptions }, reply) => {
    if (routeOptions.config?.longAnswer !== true) return
    if (running >= downloadsMax)
      throw new ProblemError({
        code: 'too-many-downloads',
        detail: `${downloadsMax} downloads are running already. Try again when one of them has ended.`,
        headers: { 'retry-after': '5' },
      })
    running += 1
    reply.raw.once('close', () => {
      running -= 1
    })
  })
}
