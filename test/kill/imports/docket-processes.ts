import { join } from 'node:path'
import { Client } from 'pg'
import { readPostmasterFile } from '../../../server/platform/database/embedded/postmaster-file.ts'
import { joinRunning } from '../../../server/platform/database/with-database-url.ts'
import { type DocketProcess, startDocket, until } from '../../lifecycle/docket-process.ts'
import { killKey } from './docket-api.ts'

export const victims = ['server', 'worker', 'database'] as const
export type Victim = (typeof victims)[number]

/** A server with its database and a worker beside it, any of which can be killed and comes again. */
export interface DocketProcesses {
  url(): string
  /** Kills these at the same moment, and starts again what does not come by itself. */
  kill(which: readonly Victim[]): Promise<void>
  /** Lends a connection to the database. */
  query<T>(use: (client: Client) => Promise<T>): Promise<T>
  /** Ends both in good order. */
  stop(): Promise<void>
}

/** A database that has ended often is started again after pauses of at most 30 s, and then recovers. */
const readyWithinMs = 60_000
const env = { DOCKET_ADMIN_API_KEY: killKey, LOG_LEVEL: 'error' }

/** Starts them on a data directory. */
export async function startProcesses(dataDir: string): Promise<DocketProcesses> {
  let url = ''
  let server = await startServer()
  let worker = await startWorker()

  async function startServer(): Promise<DocketProcess> {
    const started = startDocket({ dataDir, env })
    url = await started.ready(readyWithinMs)
    return started
  }

  async function startWorker(): Promise<DocketProcess> {
    const started = startDocket({ args: ['work'], dataDir, env })
    await started.says('Working', readyWithinMs)
    return started
  }

  async function kill(which: readonly Victim[]): Promise<void> {
    const { pid } = readPostmasterFile(join(dataDir, 'postgres')) ?? {}
    if (which.includes('database') && pid !== undefined) killPid(pid)
    if (which.includes('server')) server.kill('SIGKILL')
    if (which.includes('worker')) worker.kill('SIGKILL')
    if (which.includes('server')) {
      await server.ended
      server = await startServer()
    }
    await until(isReady, readyWithinMs, () => `the server is not ready again:\n${server.output()}`)
    if (!which.includes('worker')) return
    await worker.ended
    worker = await startWorker()
  }

  async function isReady(): Promise<boolean> {
    return fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  return {
    url: () => url,
    kill,
    query: (use) => withClient(dataDir, use),
    async stop() {
      for (const one of [worker, server]) {
        one.kill('SIGTERM')
        const { code, signal } = await one.ended
        if (code !== 0) throw new Error(`a process ended with ${code ?? signal}:\n${one.output()}`)
      }
    },
  }
}

function killPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** Lends a connection to the database of a data directory. */
export async function withClient<T>(dataDir: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: (await joinRunning(dataDir)) ?? '' })
  client.on('error', () => undefined)
  await client.connect()
  return use(client).finally(() => client.end())
}
