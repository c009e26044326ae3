import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** How long a socket may be silent that asked to be upgraded and has not been. */
const silentMs = 10_000

/**
 * Ends the connections of requests that asked for a WebSocket and were refused. Node lets go of a connection that
 * offers an upgrade, with all its time-outs, so nobody else would: each refusal would leave one behind.
 * @returns what is called for a request that was upgraded; its answer is then over, and never counted as one
 */
export function endRefusedUpgrades(app: FastifyInstance): (request: FastifyRequest) => void {
  const undecided = new Map<Socket, ServerResponse | undefined>()
  // Before whoever answers: `ws` takes this time-out away when it takes the socket.
  app.server.prependListener('upgrade', ({ socket }) => {
    undecided.set(socket, undefined)
    socket.once('close', () => undecided.delete(socket))
    socket.setTimeout(silentMs, () => socket.destroy())
  })
  app.addHook('preHandler', async ({ raw }, reply) => {
    if (undecided.has(raw.socket)) undecided.set(raw.socket, reply.raw)
  })
  app.addHook('onResponse', async ({ raw }) => {
    if (undecided.has(raw.socket)) raw.socket.destroySoon()
  })
  app.addHook('preClose', async () => {
    for (const socket of undecided.keys()) socket.destroySoon()
  })
  return ({ raw: { socket } }) => {
    undecided.get(socket)?.detachSocket(socket)
    undecided.delete(socket)
  }
}
