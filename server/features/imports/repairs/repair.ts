import type { RepairRow } from '../repair-target.ts'

/** Mended rows as they were sent, and the SHA-256 of that, in hexadecimal. */
export interface Repair {
  rows: readonly RepairRow[]
  sha256: string
}
