import type { FastifyInstance } from 'fastify'

/** Bounds `app.close()`: what is still connected when the grace is over is cut off. */
export function stopConnectionsAfter(app: FastifyInstance, graceMs: number): void {
  app.addHook('preClose', async () => {
    const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
    app.server.once('close', () => clearTimeout(timer))
    // A server that never listened emits no close.
    if (!app.server.listening) clearTimeout(timer)
  })
}
