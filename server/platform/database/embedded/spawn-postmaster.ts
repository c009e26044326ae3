import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { type Launcher, launch } from './choose-launcher.ts'
import { type ClusterPaths, socketPort } from './cluster-paths.ts'
import { killProcesses } from './end-processes.ts'
import type { PostgresBinaries } from './locate-binaries.ts'

/** The main process of a PostgreSQL that this process has started. */
export interface Postmaster {
  pid: number
  /** Resolves when it has ended, with how and why in a few words. */
  ended: Promise<string>
  /** Ends it in good order, in a hurry when `hurry` is aborted, by force when it takes too long. */
  end(hurry?: AbortSignal): Promise<void>
}

/** Together with the server's own time-outs these stay below the 10 s in which Docket has to end. */
const endsWithinMs = 3_500
const hurriesWithinMs = 1_000
const logBytesMax = 10 * 1024 * 1024

/** Starts PostgreSQL on the cluster. It lives in a session of its own, so that Ctrl-C reaches Docket alone. */
export function spawnPostmaster(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  launcher: Launcher,
): Postmaster {
  const log = openLog(paths.log)
  const logStart = statSync(paths.log).size
  const { program, args, options } = launch(launcher, binaries.postgres, serverArguments(paths))
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  const pid = child.pid ?? 0
  // Should Docket end by a fault of its own, its database does not stay behind.
  const endWithDocket = () => killProcesses([pid], 'SIGINT')
  process.once('exit', endWithDocket)
  let hasEnded = false
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(describeEnd(code, signal, paths.log, logStart)))
  }).finally(() => {
    hasEnded = true
    process.off('exit', endWithDocket)
  })
  // Its id may name another process once it has ended.
  return { pid, ended, end: async (hurry) => (hasEnded ? undefined : endPostmaster(pid, ended, hurry)) }
}

function serverArguments(paths: ClusterPaths): string[] {
  const settings = {
    // A list of names in which quotes keep commas and spaces together.
    unix_socket_directories: `"${paths.socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    listen_addresses: '',
    port: String(socketPort),
    fsync: 'on',
    full_page_writes: 'on',
    // Above the largest DATABASE_POOL_SIZE, so that a command finds room beside the server.
    max_connections: '250',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_checkpoints: 'off',
    cluster_name: 'docket',
  }
  return [
    '-D',
    paths.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

async function endPostmaster(pid: number, ended: Promise<string>, hurry?: AbortSignal): Promise<void> {
  const hasEnded = ended.then(() => true)
  killProcesses([pid], hurry?.aborted ? 'SIGQUIT' : 'SIGINT')
  if (await Promise.race([hasEnded, timeOut(endsWithinMs, hurry)])) return
  killProcesses([pid], 'SIGQUIT')
  if (await Promise.race([hasEnded, timeOut(hurriesWithinMs)])) return
  killProcesses([-pid], 'SIGKILL')
  await ended
}

/** Resolves to false after `timeoutMs`, or as soon as `hurry` is aborted. */
function timeOut(timeoutMs: number, hurry?: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), hurry?.aborted ? hurriesWithinMs : timeoutMs)
    timer.unref()
    hurry?.addEventListener('abort', () => resolve(false), { once: true })
  })
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > logBytesMax) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  log: string,
  logStart: number,
): string {
  const text = existsSync(log) ? readFileSync(log).subarray(logStart).toString('utf8') : ''
  const lines = text.trim().split('\n')
  const reason = lines.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.at(-1)
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`
  return reason ? `${how}: ${reason.replace(/^.*?(FATAL|PANIC|LOG): +/, '')}` : how
}
