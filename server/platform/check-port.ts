import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Config } from './config.ts'
import { PlainError } from './errors.ts'

type Address = Pick<Config, 'host' | 'port'>

/** Listens on the port for a moment, so that a start that cannot end well fails before its long work. */
export async function checkPort(address: Address): Promise<void> {
  const server = createServer()
  try {
    await listening(server, address)
  } catch (error) {
    throw explainListenError(error, address)
  }
  server.close()
  await once(server, 'close')
}

/** Turns the reasons for which one cannot listen into one plain line; anything else comes back as it is. */
export function explainListenError(error: unknown, { host, port }: Address): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is in use by another program: end that, or set PORT`,
    EACCES: `port ${port} on ${host} is not allowed to this user: set PORT to one from 1024`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set HOST`,
    ENOTFOUND: `the host name ${host} is not known: set HOST`,
  }
  const reason = reasons[code]
  return reason === undefined ? error : new PlainError(reason, 1, { cause: error })
}

function listening(server: ReturnType<typeof createServer>, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
}
