import type { Transaction } from '../../../platform/database/database.ts'

/** Keeps the names in a file's header, for writing its rejected rows as they were. */
export async function rememberColumns(
  tx: Transaction,
  fileId: number,
  names: readonly string[],
): Promise<void> {
  await tx
    .updateTable('job_files')
    .set({ column_names: [...names] })
    .where('id', '=', fileId)
    .execute()
}
