import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fdatasync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { exitCodes, PlainError } from '../errors.ts'
import { oneLine } from '../one-line.ts'
import { makeDirectory } from './make-directory.ts'

/** Files that are written beside their targets, and each take its place once all are whole. */
export interface Replacements {
  /** The file descriptors, in the order of the paths. */
  files: readonly number[]
  /** Brings all bytes to the disk and puts the files into their places. */
  commit(): Promise<void>
  /** Throws away what was written. */
  discard(): void
}

const syncToDisk = promisify(fdatasync)
/** A part that its process has not touched for so long was left behind. */
const abandonedAfterMs = 600_000

/**
 * Opens a new file for each path, whose folder is made if need be. An earlier file stays until `commit`.
 * @throws PlainError when a folder cannot be written to, or a folder stands in a file's place.
 */
export function openReplacements(paths: readonly string[]): Replacements {
  const random = randomBytes(4).toString('hex')
  const parts = paths.map((path) => ({
    path,
    part: join(dirname(path), `${partPrefix(path)}${process.pid}-${random}.part`),
  }))
  const files: number[] = []
  const opened: string[] = []
  try {
    for (const { path, part } of parts) {
      makeDirectory(dirname(path))
      assertNoFolder(path)
      removeAbandonedParts(path)
      files.push(openSync(part, 'wx'))
      opened.push(part)
    }
  } catch (error) {
    discard()
    throw cannotWrite(parts[opened.length].path, error)
  }
  return { files, commit, discard }

  async function commit(): Promise<void> {
    await Promise.all(files.map((file) => syncToDisk(file)))
    for (const { path, part } of parts) putInPlace(part, path)
    for (const file of files.splice(0)) closeSync(file)
  }

  function discard(): void {
    for (const file of files.splice(0)) closeSync(file)
    for (const part of opened) rmSync(part, { force: true })
  }
}

/**
 * Checks, without making anything, that files can be put into a folder or the folder be made.
 * @throws PlainError
 */
export function assertWritable(folder: string): void {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (stats === undefined) assertWritable(dirname(resolve(folder)))
    else if (!stats.isDirectory()) throw new Error('it is not a folder')
    else accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw error instanceof PlainError ? error : cannotWrite(folder, error)
  }
}

/** True when both paths lead to one existing file. */
export function isSameFile(path: string, other: string): boolean {
  const [a, b] = [path, other].map((one) => statSync(one, { throwIfNoEntry: false }))
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
}

/** The failure to write `path`, as one line. */
export function cannotWrite(path: string, cause: unknown): PlainError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new PlainError(oneLine(`cannot write ${path}: ${reason}`), exitCodes.failed, { cause })
}

function putInPlace(part: string, path: string): void {
  try {
    renameSync(part, path)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

function assertNoFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new Error('a folder stands in its place')
}

/** Names this machine too: on a shared folder, another machine's process may have the same id. */
function partPrefix(path: string): string {
  return `.${basename(path)}.${hostname()}-`
}

/** Removes what a killed process left of `path`: old parts that carry the id of a process that is gone. */
function removeAbandonedParts(path: string): void {
  const prefix = partPrefix(path)
  for (const name of readdirSync(dirname(path))) {
    const [, owner] = name.startsWith(prefix)
      ? (/^(\d+)-[0-9a-f]{8}\.part$/.exec(name.slice(prefix.length)) ?? [])
      : []
    if (owner === undefined || isRunning(Number(owner))) continue
    const part = join(dirname(path), name)
    const touched = statSync(part, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (touched < Date.now() - abandonedAfterMs) rmSync(part, { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
