import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running PostgreSQL writes about itself into its data directory. It may be stale. */
export interface PostmasterFile {
  pid: number
  socketDir: string
}

/** Reads `postmaster.pid`; undefined when there is none, or it is not whole yet. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const path = postmasterFilePath(cluster)
  if (!existsSync(path)) return undefined
  const [pid = '', , , , socketDir] = readFileSync(path, 'utf8').split('\n')
  if (!/^\d+$/.test(pid) || !socketDir) return undefined
  return { pid: Number(pid), socketDir }
}

/** Where that file is. */
export function postmasterFilePath(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}
