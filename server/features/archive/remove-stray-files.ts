import { archiveFiles } from '../orders/archived/archive-source.ts'
import type { ArchiveRun } from './archive-run.ts'
import { listFileNames } from './archive-state-queries.ts'

/**
 * Removes what runs that were killed have left half-written. Nobody writes now, and no number of an archive is given
 * twice, so what no archive names belongs to nobody.
 */
export async function removeStrayFiles(run: ArchiveRun): Promise<void> {
  const files = archiveFiles(run)
  const known = await listFileNames(run.db)
  for await (const name of files.list()) if (isOurs(name) && !known.has(name)) await files.remove(name)
}

/** Whatever else somebody has put there stays. */
function isOurs(name: string): boolean {
  return /^(orders-|events-|archive-)\d{4}-\d\d-\d{4,}\.(parquet|json)(\.part)?$/.test(name)
}
