import { join } from 'node:path'
import type { Config } from '../../../platform/config.ts'
import type { Database } from '../../../platform/database/database.ts'
import { type NamedFiles, openNamedFiles } from '../../../platform/files/named-files.ts'

/** What archived orders are read with. The database may be a transaction. */
export interface ArchiveSource {
  readonly config: Pick<Config, 'dataDir'>
  readonly db: Database
}

/** Where the files of archives are. */
export function archiveFiles({ config }: Pick<ArchiveSource, 'config'>): NamedFiles {
  return openNamedFiles(join(config.dataDir, 'archives'))
}
