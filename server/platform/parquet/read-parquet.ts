import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet'
import type { ParquetColumns, ParquetRow } from './parquet-column.ts'
import type { Stretch } from './write-parquet.ts'

/** What the end of a file says of it. */
export type ParquetFooter = FileMetaData

/** @throws Error when these bytes are no end of a Parquet file */
export function decodeFooter(bytes: Buffer): ParquetFooter {
  return parquetMetadata(bytes)
}

/**
 * The rows of one row group, decoded from its bytes alone.
 * @param place counts the row groups from 0
 * @param only the columns that are wanted, all of them if undefined
 * @throws Error when the bytes are not what the footer says
 */
export async function decodeGroup<C extends ParquetColumns, K extends keyof C & string = keyof C & string>(
  columns: C,
  footer: ParquetFooter,
  { place, start, bytes, only }: Stretch & { place: number; only?: readonly K[] },
): Promise<Pick<ParquetRow<C>, K>[]> {
  const group = footer.row_groups[place]
  if (group === undefined) throw new Error(`the file has no row group ${place}`)
  const names = only ?? Object.keys(columns)
  const rows = await parquetReadObjects({
    file: { byteLength: start + bytes.length, slice: (from, to) => copyOf(bytes, from - start, to) },
    metadata: { ...footer, row_groups: [group], num_rows: group.num_rows },
    columns: [...names],
    utf8: false,
  })
  for (const row of rows) for (const name of names) row[name] = toValue(row[name])
  // The columns were written by the same list, and the bytes are what was written: whoever reads has checked their hash.
  return rows as Pick<ParquetRow<C>, K>[]

  function copyOf(source: Buffer, from: number, to: number | undefined): ArrayBuffer {
    const end = to === undefined ? source.length : to - start
    return Uint8Array.prototype.slice.call(source, from, end).buffer as ArrayBuffer
  }
}

function toValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  return value === undefined ? null : value
}
