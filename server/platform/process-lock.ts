import { accessSync, constants, existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { PlainError } from './errors.ts'

/** A lock held by this process until it is released or the process ends, however it ends. */
export interface ProcessLock {
  release(): void
}

const sqliteBusy = 5

/** Longer than somebody who only looks whether the lock is held can be in the way. */
const lookMs = 200

/**
 * Takes the lock that the file at `path` stands for, or returns undefined when another process holds it.
 * SQLite is used for its file locks only: the kernel grants one to a single process and drops it with that
 * process, also after `kill -9`, so neither a stale file nor two starts at the same moment can fool it.
 */
export function takeProcessLock(path: string): ProcessLock | undefined {
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path, { timeout: lookMs })
    file.exec('pragma journal_mode = memory; begin exclusive')
    // Of a file that it may only read, SQLite takes a lock that others can share.
    accessSync(path, constants.W_OK)
  } catch (error) {
    file?.close()
    if (sqliteErrorOf(error) === sqliteBusy) return undefined
    throw new PlainError(
      `cannot lock ${path}: it must be a file that this user may write, on a disk that is not full`,
      1,
      {
        cause: error,
      },
    )
  }
  const held = file
  return { release: () => held.close() }
}

/** True when some process, this one included, holds the lock. It changes nothing. */
export function isProcessLockHeld(path: string): boolean {
  if (!existsSync(path)) return false
  const file = new DatabaseSync(path, { readOnly: true, timeout: 0 })
  try {
    file.prepare('select 1 from sqlite_schema').all()
    return false
  } catch (error) {
    if (sqliteErrorOf(error) === sqliteBusy) return true
    throw error
  } finally {
    file.close()
  }
}

function sqliteErrorOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined
}
