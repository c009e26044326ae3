import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { makeTestDirectory } from '../../support/database-server.ts'

const launcher = fileURLToPath(new URL('../../../bin/docket', import.meta.url))
const execute = promisify(execFile)
const readyWithinMs = 60_000
const printedWithinMs = 10_000
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** A `docket serve` with a data directory and a port of its own, which stay the same when it is started again. */
export interface Docket {
  url: string
  /** The one-time link that it printed last for whoever becomes the first admin. @throws Error when it prints none */
  setupLink(): Promise<string>
  /** Starts it after a `kill`, and waits until it is ready. */
  start(): Promise<void>
  /** Runs a command beside it, such as `docket users list`. @throws Error when it fails */
  run(...args: string[]): Promise<void>
  /** Ends it without warning, as a crash would. */
  kill(): Promise<void>
  /** Stops it for good and removes its data. */
  stop(): Promise<void>
}

/** Starts Docket through its launcher, as a person would, on a free port unless `settings`, its environment, names one. */
export async function startDocket(settings: Readonly<Record<string, string>> = {}): Promise<Docket> {
  const dataDir = await makeTestDirectory()
  const port = settings['PORT'] ?? (await findFreePort())
  const url = `http://127.0.0.1:${port}`
  const env = { PATH: path, DOCKET_DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'fatal', ...settings }
  let server: ChildProcess | undefined
  let printed = ''

  async function start(): Promise<void> {
    server = spawn(launcher, ['serve'], { env, cwd: dataDir, stdio: ['ignore', 'pipe', 'inherit'] })
    server.stdout?.on('data', (text) => {
      printed += String(text)
    })
    await waitUntilReady(url, server)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }

  await start()
  return {
    url,
    async setupLink() {
      // It is ready a moment before everything that it printed has arrived here.
      const giveUpAt = Date.now() + printedWithinMs
      for (;;) {
        const link = printed.match(/http\S+\/link#\S+(?=\s)/g)?.at(-1)
        if (link !== undefined) return link
        if (Date.now() > giveUpAt) throw new Error(`no setup link in: ${printed}`)
        await sleep(50)
      }
    },
    start,
    async run(...args) {
      await execute(launcher, args, { env, cwd: dataDir })
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs
  while (!(await isReady(url))) {
    if (server.exitCode !== null) throw new Error(`docket serve ended with exit code ${server.exitCode}`)
    if (Date.now() > giveUpAt) throw new Error(`docket serve was not ready within ${readyWithinMs} ms`)
    await sleep(100)
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    return false
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
