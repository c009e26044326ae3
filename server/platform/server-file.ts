import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainWriteError } from './data-directory.ts'
import { PlainError } from './errors.ts'
import { takeProcessLock } from './process-lock.ts'

/** What a running `docket serve` writes about itself into its data directory. True only while its lock is held. */
export interface ServerFile {
  pid: number
  /** Where it listens; not there while it starts. */
  url?: string
}

/** A server's hold on its data directory. */
export interface DirectoryHold {
  /** Tells the others where this server listens. */
  announce(url: string): void
  /** True when the directory was removed, and perhaps made anew: a lock on a file that is gone keeps nobody out. */
  isLost(): boolean
  /** Rejects with a PlainError once it is lost. */
  untilLost(): Promise<never>
  release(): void
}

/** The lock that a running server holds on `dataDir`. */
export function serverLockPath(dataDir: string): string {
  return join(dataDir, 'server.lock')
}

/**
 * Makes this process the one server of `dataDir`.
 * @throws PlainError naming the other one, when there is one.
 */
export function holdDirectory(dataDir: string): DirectoryHold {
  const lock = takeProcessLock(serverLockPath(dataDir))
  if (lock === undefined) {
    const { pid, url = 'still starting' } = readServerFile(dataDir) ?? {}
    throw new PlainError(`Docket already runs on ${dataDir} (process ${pid ?? 'unknown'}, ${url})`)
  }
  writeServerFile(dataDir, { pid: process.pid })
  const isLost = () =>
    isGone(serverLockPath(dataDir)) || (readServerFile(dataDir)?.pid ?? process.pid) !== process.pid
  return {
    isLost,
    untilLost: () => rejectWhen(isLost, `the data directory ${dataDir} was removed while Docket ran`),
    announce: (url) => writeServerFile(dataDir, { pid: process.pid, url }),
    release: () => {
      // By now it may be another server's.
      if (!isLost()) rmSync(serverFilePath(dataDir), { force: true })
      lock.release()
    },
  }
}

/** A disk that fails to answer for a moment is no proof that the file is gone. */
function isGone(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined
  } catch {
    return false
  }
}

function rejectWhen(holds: () => boolean, message: string): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setInterval(() => {
      if (!holds()) return
      clearInterval(timer)
      reject(new PlainError(message))
    }, lookEveryMs)
    timer.unref()
  })
}

/** Another server needs longer from its own hold on a new directory to the end of our PostgreSQL. */
const lookEveryMs = 250

/** Reads what the server wrote; undefined when there is nothing readable, as after a power cut. */
export function readServerFile(dataDir: string): ServerFile | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(serverFilePath(dataDir), 'utf8'))
    if (typeof read !== 'object' || read === null || !('pid' in read)) return undefined
    const url = 'url' in read && typeof read.url === 'string' ? { url: read.url } : {}
    return { pid: Number(read.pid), ...url }
  } catch {
    return undefined
  }
}

function writeServerFile(dataDir: string, content: ServerFile): void {
  // Renamed into place, so that nobody reads half of it.
  const unfinished = `${serverFilePath(dataDir)}.new`
  try {
    writeFileSync(unfinished, JSON.stringify(content))
    renameSync(unfinished, serverFilePath(dataDir))
  } catch (error) {
    throw explainWriteError(error, dataDir)
  }
}

function serverFilePath(dataDir: string): string {
  return join(dataDir, 'server.json')
}
