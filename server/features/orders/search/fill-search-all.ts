import type { Database } from '../../../platform/database/database.ts'
import { fillSearch } from './fill-search.ts'
import { hasMarks } from './fill-search-queries.ts'

/** Takes everything that is new into what is searched. Waits for whoever is at it elsewhere. */
export async function fillSearchAll(db: Database): Promise<void> {
  while (await hasMarks(db)) await fillSearch(db)
}
