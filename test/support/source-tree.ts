import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One file of the project: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  path: string
  text: string
}

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** Every text file that git tracks, or would track, whose path matches. */
export function readSourceTree(matching: RegExp): SourceFile[] {
  const listing = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: projectRoot,
    encoding: 'utf8',
  })
  const paths = [...new Set(listing.split('\0'))].filter((path) => matching.test(path))
  return paths.flatMap((path) => {
    const text = readIfThere(path)
    return text === undefined ? [] : [{ path, text }]
  })
}

/** Undefined for a file that git still lists but that is deleted. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(`${projectRoot}${path}`, 'utf8')
  } catch {
    return undefined
  }
}
