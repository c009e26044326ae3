import { closeSync, fdatasync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PlainError } from '../errors.ts'

/** Files that are written beside their targets and take their places all together once they are whole. */
export interface Replacements {
  /** The file descriptors, in the order of the paths. */
  files: readonly number[]
  /** Begins to bring the bytes of a file that is written to the disk. */
  sync(file: number): Promise<void>
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
    part: join(dirname(path), `.${basename(path)}.${process.pid}.part`),
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
    throw new PlainError(`cannot write ${parts[opened.length].path}: ${messageOf(error)}`, undefined, {
      cause: error,
    })
  }
  return { files, sync: (file) => syncToDisk(file), commit, discard }

  async function commit(): Promise<void> {
    await Promise.all(files.map((file) => syncToDisk(file)))
    for (const { path, part } of parts) renameSync(part, path)
    for (const file of files.splice(0)) closeSync(file)
  }

  function discard(): void {
    for (const file of files.splice(0)) closeSync(file)
    for (const part of opened) rmSync(part, { force: true })
  }
}

/** Removes what a killed process left of `path`: parts that carry the id of a process that is gone. */
function removeAbandonedParts(path: string): void {
  const prefix = `.${basename(path)}.`
  for (const name of readdirSync(dirname(path))) {
    const owner =
      name.startsWith(prefix) && name.endsWith('.part') ? Number(name.slice(prefix.length, -5)) : Number.NaN
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
