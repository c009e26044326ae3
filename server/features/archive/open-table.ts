import { createHash } from 'node:crypto'
import type { NamedFiles, StoredContent } from '../../platform/files/named-files.ts'
import type { ParquetColumns, ParquetRow } from '../../platform/parquet/parquet-column.ts'
import { encodeParquet, type Stretch } from '../../platform/parquet/write-parquet.ts'

/** Where something was written, with the hash of it. */
export interface WrittenStretch {
  start: number
  bytes: number
  sha256: string
}

/** A file of rows that is being written, row group by row group. */
export interface Table<C extends ParquetColumns> {
  write(rows: readonly ParquetRow<C>[]): Promise<WrittenStretch>
  commit(): Promise<StoredContent & { rows: number; footer: WrittenStretch }>
  discard(): Promise<void>
}

/** @param notes what the file says of itself beside its rows */
export async function openTable<C extends ParquetColumns>(
  files: NamedFiles,
  { name, columns, notes }: { name: string; columns: C; notes: Readonly<Record<string, string>> },
): Promise<Table<C>> {
  const file = await files.create(name)
  const encoder = encodeParquet(columns, notes)
  let count = 0
  return {
    write(rows) {
      count += rows.length
      return put(encoder.encodeGroup(rows))
    },
    async commit() {
      const footer = await put(encoder.encodeFooter())
      return { ...(await file.commit()), rows: count, footer }
    },
    discard: () => file.discard(),
  }

  async function put({ start, bytes }: Stretch): Promise<WrittenStretch> {
    await file.write(bytes)
    return { start, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
}
