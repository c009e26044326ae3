import { BlockList, isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Config } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import { type Authenticate, requirePrincipal } from './access.ts'

interface MetricsRoute {
  metrics: Metrics
  authenticate: Authenticate
  trustedProxy: Config['trustedProxy']
}

/** Adds `/metrics`: open to programs on this machine, for everybody else behind a key. */
export function addMetricsRoute(
  app: FastifyInstance,
  { metrics, authenticate, trustedProxy }: MetricsRoute,
): void {
  const isProxy = createProxyRule(trustedProxy)
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        tags: ['health'],
        summary: 'Numbers for Prometheus',
        description: 'Open to programs on the same machine; everybody else needs a key.',
        security: [{}, { key: [] }, { session: [] }],
        response: {
          200: {
            description: 'The text format of Prometheus.',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
      onRequest: async (request) => {
        if (!comesFromThisMachine(request, isProxy))
          request.principal = await requirePrincipal(authenticate, request)
      },
    },
    async (_request, reply) => {
      reply.type(metrics.contentType).header('cache-control', 'no-store')
      return metrics.render()
    },
  )
}

const forwardingHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

/** A proxy on this machine connects from here too, but asks for somebody else: what it passes on is not local. */
function comesFromThisMachine(request: FastifyRequest, isProxy: (address: string) => boolean): boolean {
  const peer = request.socket.remoteAddress ?? ''
  const isForwarded = forwardingHeaders.some((name) => request.headers[name] !== undefined)
  return isLoopbackAddress(peer) && !isForwarded && !isProxy(peer)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

function isLoopbackAddress(address: string): boolean {
  return contains(loopback, address)
}

function createProxyRule(proxies: readonly string[] = []): (address: string) => boolean {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = familyOf(address)
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => contains(list, address)
}

/** Addresses such as ::ffff:127.0.0.1 are found in the list of IPv4 ones as well. */
function contains(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
