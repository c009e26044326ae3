import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../../../platform/context.ts'
import { type Authenticate, requirePrincipal } from '../../../platform/http/access.ts'
import { createOriginRule } from '../../../platform/http/allowed-hosts.ts'
import { ProblemError, type Refusal } from '../../../platform/http/problem.ts'
import { endRefusedUpgrades } from '../../../platform/live/end-refused-upgrades.ts'
import type { Principal } from '../../../platform/principal.ts'
import type { Place } from './job-streams.ts'
import { userExists } from './live-queries.ts'
import type { Live } from './start-live.ts'

/** Who is let in, and who stays. */
export interface LiveAccess {
  authenticate: Authenticate
  /** The same principal as it is now; undefined when it is no longer good. */
  renew: (principal: Principal) => Promise<Principal | undefined>
}

/**
 * Adds `/ws/{user_id}` (spec 3.2), outside of `/api`. What is refused is refused before the upgrade, as a problem.
 * When the app closes, it stops `live` first.
 */
export async function addLiveRoutes(
  app: FastifyInstance,
  context: Context,
  live: Live,
  { authenticate, renew }: LiveAccess,
): Promise<void> {
  const refuseForeignOrigin = createOriginRule(context.config)
  const countAsUpgraded = endRefusedUpgrades(app)
  let isClosing = false
  await app.register(websocket, {
    options: webSocketOptions(live),
    preClose: async () => {
      isClosing = true
      await live.stop()
    },
    errorHandler: (error, socket, request) => {
      request.log.debug({ err: error }, 'a live connection ended with an error')
      socket.terminate()
    },
  })
  app.route({
    method: 'GET',
    url: '/ws/:userId',
    exposeHeadRoute: false,
    schema: { hide: true },
    onRequest: async (request) => {
      // No value of the query is ever refused: it is read from the address, and nobody else looks at it.
      request.query = {}
      refuseForeignOrigin(request)
      request.principal = await requirePrincipal(authenticate, request)
      const isAllowed = await mayWatch(context, request.principal, userIdOf(request))
      if (!isAllowed) throw new ProblemError({ code: 'not-found', detail: 'You see no user with this id.' })
    },
    // Nothing may come between the count and the upgrade, so this waits for nothing.
    preHandler: (request, _reply, done) => {
      const refusal = findObstacle(request, live, isClosing || context.stopping.aborted)
      done(refusal === undefined ? undefined : new ProblemError(refusal))
    },
    handler: async () => {
      throw new ProblemError(upgradeNeeded)
    },
    wsHandler(socket, request) {
      countAsUpgraded(request)
      const { principal } = request
      const userId = userIdOf(request)
      const mayStay = async () => {
        const renewed = await renew(principal)
        return renewed !== undefined && mayWatch(context, renewed, userId)
      }
      return live.hub.connect(socket, { principal, userId, place: readPlace(request), mayStay })
    },
  })
}

function webSocketOptions({ limits }: Live): object {
  return {
    maxPayload: limits.messageBytesMax,
    closeTimeout: limits.closeWithinMs,
    // Compressing costs memory for each socket, and these messages are small.
    perMessageDeflate: false,
    // Sockets answer pings themselves: left alone, a burst of them ends the connection.
    autoPong: false,
    clientTracking: false,
    handleProtocols: () => false,
  }
}

/** Only one's own stream, or for an admin that of any user there is. */
async function mayWatch({ db }: Context, principal: Principal, userId: string): Promise<boolean> {
  if ('userId' in principal && principal.userId === userId) return true
  // PostgreSQL has no texts with NUL, so nobody's id has one.
  return principal.role === 'admin' && !userId.includes('\0') && userExists(db, userId)
}

const upgradeNeeded = {
  code: 'upgrade-needed',
  detail: 'Open this address as a WebSocket.',
  headers: { upgrade: 'websocket', connection: 'upgrade' },
} as const

function findObstacle(request: FastifyRequest, { hub }: Live, isStopping: boolean): Refusal | undefined {
  if (!request.ws) return undefined
  if (isStopping) return { code: 'not-ready', detail: 'Docket is stopping.' }
  if (!isHandshake(request))
    return {
      code: 'request-malformed',
      detail: 'A WebSocket begins with Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key of 16 bytes.',
    }
  if (!hub.isFull(request.principal)) return undefined
  return {
    code: 'too-many-connections',
    detail: 'Close some of the live connections, or try again later.',
    headers: { 'retry-after': '10' },
  }
}

function isHandshake({ headers }: FastifyRequest): boolean {
  const key = headers['sec-websocket-key'] ?? ''
  return headers['sec-websocket-version'] === '13' && /^[+/0-9A-Za-z]{22}==$/.test(key)
}

// The route has this parameter, so it is always there, as text.
function userIdOf({ params }: FastifyRequest): string {
  return (params as { userId: string }).userId
}

/** What the client says it has got; undefined when it says nothing that can be read, and then it begins anew. */
function readPlace({ raw }: FastifyRequest): Place | undefined {
  const query = new URLSearchParams(raw.url?.split('?', 2)[1] ?? '')
  const [since = '', epoch = ''] = [query.get('since') ?? '', query.get('epoch') ?? '']
  return /^\d{1,15}$/.test(since) && epoch !== '' ? { since: Number(since), epoch } : undefined
}
