import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A Docket command running as a process of its own, as a person would have started it. */
export interface DocketProcess {
  pid: number
  /** All it has said so far, stdout and stderr. */
  output(): string
  /** Resolves with the address once `/readyz` answers 200; rejects when it ends before, or takes too long. */
  ready(timeoutMs?: number): Promise<string>
  /** Resolves once it has said `text`. */
  says(text: string, timeoutMs?: number): Promise<void>
  kill(signal: NodeJS.Signals): void
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

export interface DocketOptions {
  args?: readonly string[]
  dataDir: string
  env?: Record<string, string>
  /** As whom it runs, when not as the user of the tests. */
  user?: { uid: number; gid: number }
  /** The command to start; the launcher of this repository unless said. */
  command?: string
}

/** The command of this repository. */
export const launcher = fileURLToPath(new URL('../../bin/docket', import.meta.url))

const running = new Set<ChildProcess>()

/** Starts Docket, `serve` on a free port unless told otherwise. */
export function startDocket(options: DocketOptions): DocketProcess {
  const { args = ['serve'], dataDir, env, user, command = launcher } = options
  const child = spawn(command, args, {
    // Its own group: a test can send to it what a terminal sends to all of them.
    detached: true,
    cwd: '/',
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: '', DOCKET_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} did not start`)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  running.add(child)
  let hasEnded = false
  const ended = once(child, 'close').then(([code, signal]) => {
    hasEnded = true
    running.delete(child)
    return { code, signal }
  })
  const says = (text: string, timeoutMs = 20_000) =>
    until(
      () => output.includes(text),
      timeoutMs,
      () => {
        if (hasEnded) throw new Error(`it ended without saying "${text}":\n${output}`)
        return `it does not say "${text}":\n${output}`
      },
    )
  return {
    pid,
    output: () => output,
    says,
    ready: async (timeoutMs = 20_000) => {
      await says('Listening on ', timeoutMs)
      const url = /Listening on (\S+)/.exec(output)?.[1] ?? ''
      await until(
        async () => (await fetch(`${url}/readyz`)).ok,
        timeoutMs,
        () => `${url} is not ready`,
      )
      return url
    },
    kill: (signal) => void child.kill(signal),
    ended,
  }
}

/** Ends what this test process has started and a failed test left running. */
export async function endAll(): Promise<void> {
  for (const child of running) child.kill('SIGTERM')
  await Promise.all([...running].map((child) => once(child, 'close')))
}

/** Waits until `holds` is true. `explain` says what is amiss, and may throw when there is no use in waiting. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
  explain: () => string,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    const reason = explain()
    if (performance.now() > deadline) throw new Error(`after ${timeoutMs} ms: ${reason}`)
    await sleep(10)
  }
}

/** Every process whose command line or working directory names `directory`. */
export function processesNaming(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const place = readlinkSync(`/proc/${id}/cwd`)
        return [command, place].some((text) => text.includes(directory)) ? [`${id} ${command}`] : []
      } catch {
        // It ended while we looked.
        return []
      }
    })
}
