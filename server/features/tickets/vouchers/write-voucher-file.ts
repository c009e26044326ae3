import { writeSync } from 'node:fs'
import type { Crew } from './crew.ts'
import type { Vouchers } from './find-vouchers.ts'
import type { Layout } from './layouts.ts'
import { planSlices, startProgress } from './write-vouchers.ts'

/**
 * Writes all vouchers to an empty file, on all threads of the crew. This thread does `first` before it joins in, and
 * what that returns is returned.
 */
export async function writeVoucherFile<T>(
  crew: Crew,
  file: number,
  layout: Layout,
  { table, grouped, rows }: Vouchers,
  first: () => T,
): Promise<T> {
  const bounds = planSlices(grouped)
  const progress = startProgress(bounds, writeSync(file, layout.header))
  const source = { table, grouped, texts: rows.ranges.map((range) => range.texts) }
  const written = crew.begin('writeVouchers', {
    file,
    layout,
    source,
    bounds,
    progress,
  })
  try {
    return first()
  } finally {
    // Also after a failure: the file must not be closed while a worker still writes to it.
    await written.join()
  }
}
