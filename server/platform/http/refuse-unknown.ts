import type { FastifyRequest } from 'fastify'
import { ProblemError } from './problem.ts'

/** Refuses what no route answers: 405 when the path answers other methods, else 404. @throws ProblemError */
export function refuseUnknown(request: FastifyRequest): never {
  const allowed = findAllowedMethods(request)
  // A route that found nothing itself (a file that is not there) ends here too, with a method that is allowed.
  if (allowed.length === 0 || allowed.includes(request.method))
    throw new ProblemError({
      code: 'not-found',
      detail: 'There is no such path. GET /docs lists what there is.',
    })
  throw new ProblemError({
    code: 'method-not-allowed',
    detail: `This path answers ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  })
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function findAllowedMethods({ server, raw }: FastifyRequest): string[] {
  const { url = '/' } = raw
  return methods.filter((method) => server.findRoute({ method, url }) !== null)
}
