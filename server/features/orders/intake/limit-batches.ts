import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../../../platform/http/problem.ts'
import { batchLimits } from './batch-limits.ts'

/** Refuses batches before their bodies are read while enough of them are under way. */
export function limitBatches(scope: FastifyInstance): void {
  let running = 0
  scope.addHook('onRequest', async (_request, reply) => {
    // Who went away while it was found out who they are would be counted and never be taken off.
    if (reply.raw.closed) return
    if (running >= batchLimits.runningMax)
      throw new ProblemError({
        code: 'not-ready',
        detail: `${running} batches are being placed already. Send this one again in a moment.`,
        headers: { 'retry-after': '1' },
      })
    running += 1
    reply.raw.once('close', () => {
      running -= 1
    })
  })
}
