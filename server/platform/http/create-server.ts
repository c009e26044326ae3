import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerOptions } from 'node:http'
import { createSecureContext } from 'node:tls'
import { type FastifyInstance, type FastifyServerOptions, fastify, LogController } from 'fastify'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { PlainError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { createClientErrorHandler } from './handle-client-error.ts'
import { handleError } from './handle-error.ts'
import type { HttpLimits } from './limits.ts'
import { readRequestId } from './request-id.ts'
import { securityHeaders } from './security-headers.ts'

/** Makes the bare server: limits, time-outs, TLS, the log, and how errors are answered. It has no routes yet. */
export function createServer(
  { config, log }: Pick<Context, 'config' | 'log'>,
  limits: HttpLimits,
): FastifyInstance {
  const options: FastifyServerOptions = {
    ...limitOptions(limits),
    ...requestOptions(config, log),
    ...transportOptions(config, limits),
  }
  const app = fastify(options)
  app.setErrorHandler(handleError)
  // An expectation that nobody here knows may be ignored (RFC 9110); Node would answer 417 without a body.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  return app
}

function limitOptions(limits: HttpLimits): FastifyServerOptions {
  return {
    bodyLimit: limits.bodyBytesMax,
    // Off, because they cannot be told apart by route: slow-routes.ts has both.
    requestTimeout: 0,
    handlerTimeout: 0,
    connectionTimeout: limits.connectionTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    pluginTimeout: limits.pluginTimeoutMs,
    routerOptions: { maxParamLength: limits.paramLengthMax },
  }
}

function requestOptions(config: Config, log: Logger): FastifyServerOptions {
  return {
    ...logOptions(log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: readRequestId,
    trustProxy: config.trustedProxy === undefined ? false : [...config.trustedProxy],
    // Fastify's own 503 is no problem document; requests that still arrive while stopping are answered.
    return503OnClosing: false,
    ajv: {
      customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false, useDefaults: true },
    },
    clientErrorHandler: createClientErrorHandler(log),
    // Hooks do not run for these errors, so what hooks add to an answer is added here.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...securityHeaders, 'x-request-id': request.id })
      handleError(error, request, reply)
    },
  }
}

/** Keeps Fastify's own lines about where it listens out of the log: `entry/` says that, in plain words. */
function logOptions(log: Logger): FastifyServerOptions {
  const level = log.isLevelEnabled('info') ? 'warn' : log.level
  return {
    loggerInstance: log.child({}, { level }),
    childLoggerFactory: (own, bindings, options) => own.child(bindings, { ...options, level: log.level }),
  }
}

/** The options of Node's own server. Fastify's types would make another kind of instance of each kind of server. */
function transportOptions(config: Config, limits: HttpLimits): object {
  const http: ServerOptions = {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: limits.connectionsCheckingIntervalMs,
    insecureHTTPParser: false,
    // The check of the host answers instead, with a problem rather than an empty 400.
    requireHostHeader: false,
    shouldUpgradeCallback: isForWebSocket,
  }
  const certificate = readCertificate(config)
  return certificate === undefined ? { http } : { https: { ...http, ...certificate, minVersion: 'TLSv1.2' } }
}

/**
 * True for what begins a WebSocket where there may be one. Other offers to upgrade are passed over, as HTTP allows:
 * some clients offer HTTP/2 with every request, and one that is taken loses its body.
 */
function isForWebSocket(this: Server, { method, url = '', headers }: IncomingMessage): boolean {
  const isMeant = method === 'GET' && headers.upgrade?.trim().toLowerCase() === 'websocket'
  return isMeant && isWebSocketPath(url) && this.listenerCount('upgrade') > 0
}

function isWebSocketPath(url: string): boolean {
  const segment = /^\/ws\/([^/?]+)(?:\?|$)/.exec(url)?.[1]
  try {
    return segment !== undefined && decodeURIComponent(segment) !== ''
  } catch {
    return false
  }
}

/** @throws PlainError when the certificate or its key cannot be used */
function readCertificate({ tlsCertFile, tlsKeyFile }: Config): object | undefined {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined
  try {
    const certificate = { cert: readFileSync(tlsCertFile), key: readFileSync(tlsKeyFile) }
    createSecureContext(certificate)
    return certificate
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PlainError(`TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${reason}`, undefined, { cause })
  }
}
