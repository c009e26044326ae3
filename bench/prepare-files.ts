import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TicketPlan } from '../scripts/generate-tickets/ticket-set.ts'
import { writeTickets } from '../scripts/generate-tickets/write-tickets.ts'

export const sizes = ['tenth', 'full'] as const
export type Size = (typeof sizes)[number]

/** A pair of files to measure on, and the folder that is theirs under bench/data. */
export interface BenchFiles {
  folder: string
  orders: string
  barcodes: string
  rows: number
}

const orders = { tenth: 200_000, full: 2_000_000 } as const
const barcodesPerOrder = 5

/** Writes the files of a size once; later runs find them. Their cells are clean, so that every tool can read them. */
export function prepareFiles(barcodeStyle: TicketPlan['barcodeStyle'], size: Size): BenchFiles {
  const plan: TicketPlan = {
    orders: orders[size],
    barcodes: orders[size] * barcodesPerOrder,
    seed: 1,
    faults: 0.01,
    kinds: 'cross-row',
    barcodeStyle,
  }
  const folder = join(import.meta.dirname, 'data', `${size}-${barcodeStyle}`)
  const marker = join(folder, 'plan.json')
  const rowsOf = () => Number(JSON.parse(readFileSync(marker, 'utf8')).rows)
  if (!existsSync(marker) || readFileSync(marker, 'utf8').indexOf(JSON.stringify(plan)) < 0) {
    const planted = writeTickets(plan, folder)
    writeFileSync(marker, JSON.stringify({ plan, rows: planted.orderRows + planted.barcodeRows }))
  }
  return {
    folder,
    orders: join(folder, 'orders.csv'),
    barcodes: join(folder, 'barcodes.csv'),
    rows: rowsOf(),
  }
}
