import { realpath } from 'node:fs/promises'
import { exitCodes, PlainError } from './errors.ts'
import { makeDirectory } from './files/make-directory.ts'

/**
 * Makes the data directory if it is not there, for its owner only.
 * @returns its real path, by which the system and PostgreSQL know it too.
 */
export async function makeDataDirectory(dataDir: string): Promise<string> {
  try {
    makeDirectory(dataDir, 0o700)
    return await realpath(dataDir)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PlainError(`the data directory ${dataDir} cannot be made: ${reason}`, 1, { cause: error })
  }
}

/** Turns the reasons for which one cannot write there into one plain line; anything else comes back as it is. */
export function explainWriteError(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const reason = writeReasons[String(error.code)]
  if (reason === undefined) return error
  const line = `the data directory ${dataDir} cannot be written, ${reason}: ${error.message}`
  return new PlainError(line, exitCodes.failed, { cause: error })
}

/** By the codes of the system, and of PostgreSQL where it meets the same. */
const writeReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  '53100': 'its disk is full',
  EDQUOT: "this user's share of its disk is used up",
  EROFS: 'its disk is read-only',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
}
