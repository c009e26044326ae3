import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { launcher } from '../lifecycle/docket-process.ts'

/** What a command has printed, and how it ended. */
export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that runs. */
export interface RunningCommand {
  /** Resolves once it has said so on stderr. */
  says(what: string): Promise<void>
  interrupt(): void
  ended: Promise<Ran>
}

/** Starts `docket` with these arguments and nothing of the environment of the tests. */
export function startCommand(args: readonly string[], env: Record<string, string>): RunningCommand {
  const child = spawn(launcher, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  const heard = new Set<() => void>()
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    for (const look of heard) look()
  })
  const ended = Promise.all([once(child, 'close'), text(child.stdout)]).then(([[code], stdout]) => ({
    code,
    stdout,
    stderr,
  }))
  return {
    ended,
    interrupt: () => void child.kill('SIGINT'),
    says: (what) =>
      new Promise((resolve, reject) => {
        const look = () => (stderr.includes(what) ? resolve() : undefined)
        heard.add(look)
        look()
        ended.then(() => reject(new Error(`it ended without saying "${what}": ${stderr}`)))
      }),
  }
}

/** What becomes of a connection through the proxy: it is cut after so many bytes of the client, or let through. */
export type Fate = { cutAfterBytes: number } | 'let through'

/** A proxy to a port, which decides about each connection by what it begins with. */
export async function startProxy(
  port: number,
  decide: (start: string) => Fate,
): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    sockets.add(client)
    client
      .on('error', () => undefined)
      .once('data', (first: Buffer) => {
        const fate = decide(first.toString('latin1', 0, 2_000))
        const server = connect(port, '127.0.0.1')
        server.on('error', () => undefined).on('close', () => client.destroy())
        client.on('close', () => server.destroy())
        server.write(first)
        let bytes = first.length
        client.on('data', (chunk) => {
          bytes += chunk.length
          if (fate !== 'let through' && bytes > fate.cutAfterBytes) client.destroy()
        })
        if (fate !== 'let through' && bytes > fate.cutAfterBytes) client.destroy()
        else client.pipe(server).pipe(client)
      })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}
