import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { ProblemError } from './problem.ts'

type HostSettings = Pick<Config, 'host' | 'publicUrl'>

/**
 * Builds the check of where a request thinks it is going. A page that points its own host name at this machine
 * (DNS rebinding) would else be of the same origin as Docket. The port is free, because tunnels change it.
 * @throws ProblemError
 */
export function createHostCheck(settings: HostSettings): (request: FastifyRequest) => void {
  const isAllowed = createHostRule(settings)
  return (request) => {
    if (request.raw.url === '*')
      throw new ProblemError({ code: 'url-malformed', detail: 'Name a path instead of "*".' })
    for (const authority of authoritiesOf(request)) {
      const host = parseAuthority(authority)
      if (host === undefined)
        throw new ProblemError({
          code: 'host-invalid',
          detail: 'Send one Host header: a name or an address.',
        })
      if (!isAllowed(host.name))
        throw new ProblemError({
          code: 'host-not-allowed',
          detail: `This server does not answer for "${host.name}". If people reach it under that name, set PUBLIC_URL.`,
        })
    }
  }
}

/**
 * Builds the check of who sends a change: a page of another origin never may, whatever key it carries.
 * Programs send no Origin and pass.
 * @throws ProblemError
 */
export function createOriginCheck(settings: HostSettings): (request: FastifyRequest) => void {
  const refuseForeign = createOriginRule(settings)
  return (request) => {
    if (!readOnlyMethods.has(request.method)) refuseForeign(request)
  }
}

/** The same for every method: a WebSocket begins with a GET that no browser keeps from other origins. */
export function createOriginRule(settings: HostSettings): (request: FastifyRequest) => void {
  return (request) => {
    const { origin } = request.headers
    if (origin === undefined || origin === settings.publicUrl || origin === originOf(request)) return
    throw new ProblemError({
      code: 'origin-foreign',
      detail:
        'The Origin header names another origin than this server. Set PUBLIC_URL if it is one of its own.',
    })
  }
}

const readOnlyMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

function createHostRule({ host, publicUrl }: HostSettings): (name: string) => boolean {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', canonicalName(host)])
  if (publicUrl !== undefined) names.add(new URL(publicUrl).hostname)
  const listensEverywhere = host === '0.0.0.0' || (isIP(host) === 6 && canonicalName(host) === '[::]')
  // Rebinding needs a name. Who listens on every address is reached under any of them.
  return (name) => names.has(name) || (listensEverywhere && isIP(name.replace(/^\[|\]$/g, '')) !== 0)
}

/** The Host header; what a trusted proxy says was there before it; and the address line, if that names a host. */
function authoritiesOf(request: FastifyRequest): string[] {
  const hosts = request.raw.headersDistinct.host ?? []
  const authorities = hosts.length === 1 ? [...hosts, request.host] : ['']
  const { url = '' } = request.raw
  return url.startsWith('/') ? authorities : [...authorities, URL.parse(url)?.host ?? '']
}

interface Authority {
  name: string
  port: string
}

/** Reads `name`, `name:port`, `[v6]` and `[v6]:port`, and nothing else: no user, no path, no escapes. */
function parseAuthority(text: string): Authority | undefined {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9_.-]{0,253}))(?::(\d{1,5}))?$/i.exec(text)
  if (match === null) return undefined
  const [, name = '', port = ''] = match
  if (Number(port) > 65_535 || (name.startsWith('[') && isIP(name.slice(1, -1)) !== 6)) return undefined
  return { name: canonicalName(name), port }
}

/** Lower case, and one spelling for each IPv6 address, in brackets. */
function canonicalName(name: string): string {
  const address = name.replace(/^\[|\]$/g, '')
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : name.toLowerCase()
}

function originOf(request: FastifyRequest): string | undefined {
  return URL.parse(`${request.protocol}://${request.host}`)?.origin
}
