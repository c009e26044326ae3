import type { Database } from '../../../platform/database/database.ts'
import { foldDeltas } from './fold-deltas.ts'

/** Folds until nothing is left of what had been committed before the call. */
export async function foldAll(db: Database): Promise<void> {
  while ((await foldDeltas(db, 'wait')).folded > 0);
}
