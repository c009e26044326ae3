import { join } from 'node:path'
import type { ImportServices } from '../features/imports/import-services.ts'
import type { Context } from '../platform/context.ts'
import { createEmbeddedEngine } from '../platform/engine/embedded-engine.ts'
import { openLocalFileStore } from '../platform/files/local-file-store.ts'
import { importKinds } from './import-kinds.ts'

/** What runs a slice of an import, in a thread of its own. */
export const importThreadFile = new URL('./import-thread.ts', import.meta.url)

/** What jobs need, on the database at `url`. The engine runs nothing before `startImports`. */
export async function buildImportServices(
  { config, log }: Pick<Context, 'config' | 'log'>,
  url: string,
): Promise<ImportServices> {
  return {
    engine: createEmbeddedEngine({ url, log }),
    store: await openLocalFileStore(join(config.dataDir, 'uploads')),
    kinds: importKinds,
    waiting: new Map(),
  }
}
