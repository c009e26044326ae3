import type { SchemaElement } from 'hyparquet'
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer'
import type { ParquetColumn, ParquetColumns, ParquetRow } from './parquet-column.ts'

/** Where something stands in a file, in bytes. */
export interface Stretch {
  start: number
  bytes: Buffer
}

/** A Parquet file in the making: what it gives back has to be written in that order. */
export interface ParquetEncoder<C extends ParquetColumns> {
  /** Encodes rows as one row group. */
  encodeGroup(rows: readonly ParquetRow<C>[]): Stretch
  /** Encodes the end of the file, which says where everything is. */
  encodeFooter(): Stretch
}

/** @param notes what the file says of itself beside its rows */
export function encodeParquet<C extends ParquetColumns>(
  columns: C,
  notes: Readonly<Record<string, string>>,
): ParquetEncoder<C> {
  const bytes = new ByteWriter(1_048_576)
  const writer = new ParquetWriter({
    writer: bytes,
    schema: toSchema(columns),
    createdBy: 'docket',
    kvMetadata: Object.entries(notes).map(([key, value]) => ({ key, value })),
  })
  return {
    encodeGroup(rows) {
      const start = startOf(bytes)
      writer.write({ columnData: toColumns(columns, rows), rowGroupSize: rows.length })
      return { start, bytes: take(bytes) }
    },
    encodeFooter() {
      const start = startOf(bytes)
      writer.finish()
      return { start, bytes: take(bytes) }
    },
  }
}

/** The first four bytes of the file, which the writer wrote when it was made, belong to what comes first. */
function startOf(bytes: ByteWriter): number {
  return bytes.offset - bytes.index
}

/** Takes what was written out of the buffer, which is used again. */
function take(bytes: ByteWriter): Buffer {
  const taken = Buffer.from(bytes.getBytes())
  bytes.index = 0
  return taken
}

function toSchema(columns: ParquetColumns): SchemaElement[] {
  const elements = Object.entries(columns).map(
    ([name, { type, isNullable }]): SchemaElement => ({
      name,
      repetition_type: isNullable ? 'OPTIONAL' : 'REQUIRED',
      ...elementTypes[type],
    }),
  )
  return [{ name: 'root', num_children: elements.length }, ...elements]
}

const elementTypes: Readonly<Record<ParquetColumn['type'], Omit<SchemaElement, 'name'>>> = {
  integer: { type: 'INT64' },
  short: { type: 'INT32' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  bytes: { type: 'BYTE_ARRAY' },
  flag: { type: 'BOOLEAN' },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
}

function toColumns<C extends ParquetColumns>(columns: C, rows: readonly ParquetRow<C>[]): ColumnSource[] {
  return Object.entries(columns).map(([name, { type }]): ColumnSource => {
    const values = rows.map((row) => row[name])
    const data = type === 'integer' ? values.map((value) => toBigInt(value)) : values
    if (type !== 'bytes') return { name, data, offsetIndex: false }
    // Bytes are sealed: nothing makes them smaller, and their minimum and maximum would say nothing.
    return { name, data, offsetIndex: false, statistics: false, codec: 'UNCOMPRESSED', encoding: 'PLAIN' }
  })
}

function toBigInt(value: unknown): bigint | null {
  return typeof value === 'number' ? BigInt(value) : null
}
