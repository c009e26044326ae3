import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '#contract/problem.ts'
import { problems } from '#contract/problem-codes.ts'
import { readVersion } from '../version.ts'
import { hoistSchemas } from './hoist-schemas.ts'
import { securityHeaders } from './security-headers.ts'

/** Makes the OpenAPI document out of the routes. Comes before them, because it listens to what is added. */
export async function addApiDocument(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Docket',
        version: readVersion(),
        description:
          'Orders, tickets and their state. Every answer that is not a success is a problem document (RFC 9457) with a stable `code`. How jobs go on is told over the WebSocket `/ws/{user_id}`, which this document cannot describe: see docs/live.md.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key, or the one in DOCKET_ADMIN_API_KEY.',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-docket',
            description: 'The cookie of a sign-in; `docket_session` without HTTPS on this machine itself.',
          },
        },
      },
    },
    convertConstToEnum: false,
    transform: ({ schema, url, route }) => ({
      url,
      schema: schema?.hide === true ? schema : withProblems(schema ?? {}, url, route),
    }),
    transformObject: (document) =>
      'openapiObject' in document ? hoistSchemas(allowMissingBodies(document.openapiObject)) : {},
  })
}

/** Adds `/openapi.json` and, at `/docs`, pages to read and try it, all served from here. */
export async function addApiPages(app: FastifyInstance): Promise<void> {
  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'getOpenApi',
        tags: ['documentation'],
        summary: 'This document',
        response: { 200: Type.Object({}, { additionalProperties: true, description: 'OpenAPI 3.1' }) },
      },
    },
    async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('application/json').send(JSON.stringify(app.swagger())),
  )
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Docket API' },
    // Without the bar that asks for the address of some other document.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', deepLinking: true },
    staticCSP: docsPolicy,
  })
}

/** The pages bring their pictures as data: addresses. */
const docsPolicy = securityHeaders['content-security-policy'].replace(
  "img-src 'self'",
  "img-src 'self' data:",
)

/** Every route can be refused in these ways; they are written here rather than at each of them. */
function withProblems(schema: FastifySchema, url: string, route: RouteOptions): FastifySchema {
  const isGuarded = url.startsWith('/api/') && route.config?.access !== 'open'
  const security = isGuarded ? { security: [{ key: [] }, { session: [] }] } : {}
  return {
    ...security,
    ...(isGuarded && route.method !== 'GET' ? { headers: IdempotencyHeaders } : {}),
    ...schema,
    ...(route.config?.optionalBody === true ? { [bodyMark]: 'optional' } : {}),
    ...(schema.querystring === undefined ? {} : { querystring: withoutNeedlessNeeds(schema.querystring) }),
    response: { ...responsesOf(schema), ...problemResponses(schema, url, route) },
  }
}

/** A parameter that has a default need not be sent, though it is always there once the request was read. */
function withoutNeedlessNeeds(schema: unknown): unknown {
  if (!Type.IsObject(schema)) return schema
  const { properties, required = [] } = schema
  return { ...schema, required: required.filter((name) => !('default' in (properties[name] ?? {}))) }
}

/** Goes from a route's schema to its operation, where alone it can be said that a body may be missing. */
const bodyMark = 'x-body'

/** A body has a schema or it has none; that it may be missing the generator of the document does not know. */
function allowMissingBodies<T extends { paths?: object }>(document: T): T {
  const paths: object[] = Object.values(document.paths ?? {})
  for (const operation of paths.flatMap((path): unknown[] => Object.values(path)))
    if (isMarked(operation)) {
      operation.requestBody = { ...operation.requestBody, required: false }
      delete operation[bodyMark]
    }
  return document
}

function isMarked(node: unknown): node is { requestBody: object; [bodyMark]?: string } {
  return typeof node === 'object' && node !== null && bodyMark in node
}

/** Only for the document: the hook that honours it checks it too, also where no schema is. */
const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[ -~]+$',
      description:
        'Makes it safe to send the request again: it is carried out once, and answered as before (`Idempotent-Replayed: true`) for seven days.',
    }),
  ),
})

function problemResponses(schema: FastifySchema, url: string, { method, config }: RouteOptions) {
  const statuses = new Set([400, 408, 421, 422, 431, 500, 503, ...(config?.problems ?? [])])
  if (url.startsWith('/api/') || schema.security !== undefined) statuses.add(401)
  if (config?.longAnswer === true) statuses.add(429)
  // The key of a write may be in use.
  if (url.startsWith('/api/') && config?.access !== 'open' && method !== 'GET') statuses.add(409)
  if (schema.params !== undefined || config?.access === 'admin') statuses.add(404)
  if (method !== 'GET') for (const status of [403, 413, 415]) statuses.add(status)
  return Object.fromEntries([...statuses].map((status) => [status, problemResponse(status)]))
}

function problemResponse(status: number) {
  const codes = Object.entries(problems).filter(([, problem]) => problem.status === status)
  return {
    description: codes.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' '),
    content: { 'application/problem+json': { schema: Problem } },
  }
}

function responsesOf({ response }: FastifySchema): object {
  return typeof response === 'object' && response !== null ? response : {}
}
