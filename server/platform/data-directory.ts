import { mkdir, realpath } from 'node:fs/promises'
import { PlainError } from './errors.ts'

/**
 * Makes the data directory if it is not there, for its owner only.
 * @returns its real path, by which the system and PostgreSQL know it too.
 */
export async function makeDataDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    return await realpath(dataDir)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PlainError(`the data directory ${dataDir} cannot be made: ${reason}`, 1, { cause: error })
  }
}
