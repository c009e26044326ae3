import { writeSync } from 'node:fs'
import type { Crew } from './crew.ts'
import type { Vouchers } from './find-vouchers.ts'
import type { Layout } from './layouts.ts'
import { sharedFloats, sharedInts } from './shared-lists.ts'
import { planSlices } from './write-vouchers.ts'

/** Writes all vouchers to an empty file, on all threads of the crew. */
export async function writeVoucherFile(
  crew: Crew,
  file: number,
  layout: Layout,
  vouchers: Vouchers,
): Promise<void> {
  const { table, grouped, rows } = vouchers
  const bounds = planSlices(grouped)
  const counters = sharedInts(3)
  const offsets = sharedFloats(bounds.length + 1)
  // The first slice knows where it begins: behind the header.
  counters[1] = 1
  offsets[0] = writeSync(file, layout.header)
  const texts = rows.ranges.map((range) => range.texts)
  const source = { table, grouped, texts }
  await crew.run('writeVouchers', { file, layout, source, bounds, progress: { counters, offsets } })
}
