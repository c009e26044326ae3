import type { FastifyRequest } from 'fastify'
import type { Config } from '../../platform/config.ts'

/** The address under which links of an answer can be opened: PUBLIC_URL, else where the request was sent to. */
export function linkOriginOf({ publicUrl }: Pick<Config, 'publicUrl'>, request: FastifyRequest): string {
  // The Host header was compared with the hosts that are ours.
  return publicUrl ?? `${request.protocol}://${request.host}`
}
