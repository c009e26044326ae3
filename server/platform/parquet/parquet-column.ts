/** The types of columns that are written, by what stands for their values in JavaScript. */
interface ParquetValues {
  /** A whole number of 64 bits: those that JavaScript has exactly. */
  integer: number
  /** A whole number of 32 bits. */
  short: number
  text: string
  bytes: Uint8Array
  flag: boolean
  /** An instant in UTC, in milliseconds. */
  instant: Date
}

export interface ParquetColumn {
  type: keyof ParquetValues
  isNullable?: true
}

export type ParquetColumns = Readonly<Record<string, ParquetColumn>>

type ValueOf<C extends ParquetColumn> = C extends { isNullable: true }
  ? ParquetValues[C['type']] | null
  : ParquetValues[C['type']]

/** A row of a file with these columns. */
export type ParquetRow<C extends ParquetColumns> = { [K in keyof C]: ValueOf<C[K]> }
