import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A request without a body says as much as one with an empty object. */
    optionalBody?: boolean
  }
}

/**
 * Makes JSON in UTF-8 the only body that is read. Fastify's own parser replaces bytes that are not UTF-8,
 * and a replaced value would be stored as if it had been sent.
 */
export function addJsonBodyParser(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string
    try {
      text = decodeBody(request, body)
    } catch (error) {
      // What decodeBody throws is an Error.
      return done(error as Error)
    }
    return parseJson(request, text, done)
  })
  app.addHook('preValidation', async (request) => {
    const { body, routeOptions, mediaType } = request
    const { schema, config } = routeOptions
    // Files are read by their route.
    if (mediaType === 'multipart/form-data' || config.slowBody === true) return
    if (body === undefined && config.optionalBody === true) request.body = {}
    // A schema for each content type is not looked at when there is neither a type nor a body.
    else if (body === undefined && schema?.body !== undefined)
      throw new ProblemError({ code: 'body-missing', detail: 'Send a JSON body.' })
  })
}

function isUtf8(contentType = ''): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1]
  return charset === undefined || /^utf-?8$/i.test(charset)
}

/** The text of a body. @throws ProblemError 415 for another charset than UTF-8, 400 for bytes that are not UTF-8 */
export function decodeBody({ headers }: Pick<FastifyRequest, 'headers'>, body: string | Buffer): string {
  if (!isUtf8(headers['content-type']))
    throw new ProblemError({ code: 'content-type-unsupported', detail: 'Send the body as UTF-8.' })
  if (typeof body === 'string') return body
  try {
    return decoder.decode(body)
  } catch {
    throw new ProblemError({ code: 'body-malformed', detail: 'The body has bytes that are not UTF-8.' })
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })
