import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from './problem.ts'
import { refuseUnknown } from './refuse-unknown.ts'

/** Where `npm ci` builds the web application. */
export const webFolder = new URL('../../../web/dist/', import.meta.url)

/**
 * Serves the web application: its files, and its one page for every address that a person may open. Anything else
 * that no route answers is refused. Comes after all routes.
 */
export async function addWebApp(app: FastifyInstance, folder: URL): Promise<void> {
  const sendPage = existsSync(new URL('index.html', folder)) ? await addFiles(app, folder) : refuseUnbuilt
  app.get('/', { schema: { hide: true } }, async (_request, reply) => sendPage(reply))
  app.setNotFoundHandler(async (request, reply) =>
    isPageRequest(request) ? sendPage(reply) : refuseUnknown(request),
  )
}

type SendPage = (reply: FastifyReply) => FastifyReply

async function addFiles(app: FastifyInstance, folder: URL): Promise<SendPage> {
  const root = fileURLToPath(folder)
  // Their names carry a hash of what is in them, so a name never means anything else later.
  await app.register(staticFiles, {
    root: fileURLToPath(new URL('assets/', folder)),
    prefix: '/assets/',
    index: false,
    maxAge: '365d',
    immutable: true,
  })
  await app.register(staticFiles, {
    root,
    wildcard: false,
    index: false,
    globIgnore: ['assets/**', 'index.html'],
    maxAge: '1h',
    decorateReply: false,
  })
  return (reply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', root, { cacheControl: false })
}

function refuseUnbuilt(): never {
  throw new ProblemError({
    code: 'web-app-missing',
    detail:
      'The web application is not built. Run "npm run build:web" in the folder of Docket, then start Docket again.',
  })
}

/** Paths that belong to programs, also where nothing answers them. */
const reservedSegments: ReadonlySet<string> = new Set([
  'api',
  'assets',
  'docs',
  'livez',
  'metrics',
  'openapi.json',
  'readyz',
  'ws',
])

/** True when a person's browser asks for a page, rather than a program for data or a page for one of its files. */
function isPageRequest({ method, raw, headers }: FastifyRequest): boolean {
  const segments = (raw.url ?? '').split('?', 1)[0]?.split('/') ?? []
  if ((method !== 'GET' && method !== 'HEAD') || segments[0] !== '' || !acceptsHtml(headers.accept))
    return false
  return !reservedSegments.has(segments[1] ?? '') && !segments.at(-1)?.includes('.')
}

function acceptsHtml(accept = ''): boolean {
  return accept.split(',').some((range) => /^\s*text\/html\s*(;(?!\s*q=0(\.0*)?\s*$).*)?$/i.test(range))
}
