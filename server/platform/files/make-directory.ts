import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it that are missing; one that is there stays as it is. Not `mkdir` with `recursive`: that
 * tries for ever in places such as /proc, where a folder cannot be made though the one above it is there.
 * @throws the system's error, also when a file stands in the way.
 */
export function makeDirectory(path: string, mode = 0o777): void {
  const parent = dirname(resolve(path))
  if (!existsSync(parent)) makeDirectory(parent, mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    // Somebody else may have made it in the meantime.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
