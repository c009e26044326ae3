import { closeSync, fdatasync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { exitCodes, PlainError } from '../errors.ts'

/** Files that are written beside their targets and take their places all together once they are whole. */
export interface Replacements {
  /** The file descriptors, in the order of the paths. */
  files: readonly number[]
  /** Brings all bytes to the disk and puts the files into their places. */
  commit(): Promise<void>
  /** Throws away what was written. */
  discard(): void
}

const syncToDisk = promisify(fdatasync)

/**
 * Opens a new file for each path, whose folder is made if need be. An earlier file stays until `commit`.
 * @throws PlainError when the folder cannot be written to.
 */
export function openReplacements(paths: readonly string[]): Replacements {
  const parts = paths.map((path) => ({
    path,
    part: join(dirname(path), `${partPrefix(path)}${process.pid}.part`),
  }))
  const files: number[] = []
  const opened: string[] = []
  try {
    for (const { path, part } of parts) {
      mkdirSync(dirname(path), { recursive: true })
      removeAbandonedParts(path)
      files.push(openSync(part, 'w'))
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

/** The failure to write `path`, as one line. */
export function cannotWrite(path: string, cause: unknown): PlainError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new PlainError(`cannot write ${path}: ${reason}`, exitCodes.failed, { cause })
}

function putInPlace(part: string, path: string): void {
  try {
    renameSync(part, path)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/** Names this machine too: on a shared folder, another machine's process may have the same id. */
function partPrefix(path: string): string {
  return `.${basename(path)}.${hostname()}-`
}

/** Removes what a killed process left of `path`: parts that carry the id of a process that is gone. */
function removeAbandonedParts(path: string): void {
  const prefix = partPrefix(path)
  for (const name of readdirSync(dirname(path))) {
    const isPart = name.startsWith(prefix) && name.endsWith('.part')
    const owner = isPart ? Number(name.slice(prefix.length, -'.part'.length)) : Number.NaN
    if (Number.isInteger(owner) && !isRunning(owner)) rmSync(join(dirname(path), name), { force: true })
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
