import { join } from 'node:path'
import { clusterPaths, socketPort } from '../../../server/platform/database/embedded/cluster-paths.ts'
import { startCommitProxy } from './commit-proxy.ts'
import { withOwnDatabase } from './own-database.ts'
import { finishImport, makeSmallImport } from './small-import.ts'

export interface CutCommits {
  dataDir: string
  cuts: number
  random: () => number
}

/** Imports at the same moment; more only wait for each other. */
const atOnce = 4

/**
 * Cuts connections of small imports just after a COMMIT was passed on, so that nobody learns whether it was carried out:
 * killing a process never gives exactly this. Each import must end whole all the same.
 */
export function cutCommits({ dataDir, cuts, random }: CutCommits): Promise<string> {
  return withOwnDatabase(dataDir, async (db, readUrl) => {
    const socket = join(clusterPaths(dataDir).socketDir, `.s.PGSQL.${socketPort}`)
    const proxy = await startCommitProxy(socket, () => 1 + Math.floor(random() * 3))
    const url = `postgres://docket@127.0.0.1:${proxy.port}/docket?sslmode=disable`
    let imports = 0
    const lane = async () => {
      while (proxy.cuts() < cuts) {
        imports += 1
        const small = await makeSmallImport(db, dataDir, imports)
        await finishImport(db, small, { url, readUrl, shouldPause: () => random() < 0.2 })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane)).finally(proxy.close)
    return `${proxy.cuts()} connections cut after their COMMIT, ${imports} imports whole`
  })
}
