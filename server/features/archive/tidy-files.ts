import { ProblemError } from '../../platform/http/problem.ts'
import { archiveFiles } from '../orders/archived/archive-source.ts'
import type { ArchiveRun } from './archive-run.ts'
import { listFileNames } from './archive-state-queries.ts'

/**
 * Makes sure that the files of all archives are here, so that this is the folder they are read from; and removes what runs
 * that were killed have left half-written. Nobody writes now, and no number of an archive is given twice, so what no
 * archive names belongs to nobody.
 * @throws ProblemError when a file is missing
 */
export async function tidyFiles(run: ArchiveRun): Promise<void> {
  const files = archiveFiles(run)
  const known = await listFileNames(run.db)
  const found = new Set<string>()
  for await (const name of files.list()) found.add(name)
  const missing = [...known].find((name) => !found.has(name))
  if (missing !== undefined)
    throw new ProblemError({
      code: 'archive-unreadable',
      detail: `The archive file ${missing} is not in ${run.config.dataDir}/archives: archive with the data directory of the server, or put the file back from a backup.`,
    })
  for (const name of found) if (isOurs(name) && !known.has(name)) await files.remove(name)
}

/** Whatever else somebody has put there stays. */
function isOurs(name: string): boolean {
  return /^(orders-|events-|archive-)\d{4}-\d\d-\d{4,}\.(parquet|json)(\.part)?$/.test(name)
}
