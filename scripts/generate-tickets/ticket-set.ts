import { createShuffle, mix } from './shuffle.ts'

export const barcodeStyles = ['digits', 'mixed'] as const

/** What a generated pair of files is made from; the same values give the same bytes. */
export interface TicketPlan {
  orders: number
  barcodes: number
  seed: number
  /** The share of rows after which a faulty one is put in, from 0 to 1. */
  faults: number
  /** Whether the faulty rows are of every kind, or only rows that collide with others. */
  kinds: 'all' | 'cross-row'
  barcodeStyle: (typeof barcodeStyles)[number]
}

/** The tickets behind the files, by index: every fact is computed, so that nothing is held in memory. */
export interface TicketSet {
  customerOf: (order: number) => number
  /** The order that barcode `index` was sold with, or undefined. Orders count from 0 here, their ids from 1. */
  orderOf: (index: number) => number | undefined
  /** The barcode as it stands in the file, with its quotes where the style has them. */
  barcodeText: (index: number) => string
  /** How many of the first barcodes are the only one that keeps an order from having none. */
  coveringBarcodes: number
  /** The sellable order after `order`, in a circle. */
  otherOrder: (order: number) => number
  orderId: (order: number) => string
}

// One order of fifty gets no barcode; each of the others is sold one before any is sold a second.
const coveredOf50 = 49
const barcodeSpace = 10 ** 11
const digitsOfBarcode = 11

/** Makes the facts of a plan. */
export function createTicketSet(plan: TicketPlan): TicketSet {
  const sellable = plan.orders - Math.floor(plan.orders / 50)
  const customers = Math.max(1, Math.floor(plan.orders / 3))
  const toNumber = createShuffle(barcodeSpace, plan.seed)
  const spell = plan.barcodeStyle === 'digits' ? spellDigits : spellMixed

  function orderOf(index: number): number | undefined {
    if (index < sellable) return sellableOrder(index)
    const draw = mix(plan.seed + 11, index)
    return draw % 6 === 0 ? undefined : sellableOrder(Math.floor(draw / 6) % sellable)
  }

  return {
    customerOf: (order) => 1 + (mix(plan.seed + 12, order) % customers),
    orderOf,
    barcodeText: (index) => spell(toNumber(index)),
    coveringBarcodes: Math.min(sellable, plan.barcodes),
    otherOrder: (order) => sellableOrder((order - Math.floor(order / 50) + 1) % sellable),
    orderId: (order) => String(order + 1),
  }
}

function sellableOrder(index: number): number {
  return index + Math.floor(index / coveredOf50)
}

function spellDigits(value: number): string {
  return String(value).padStart(digitsOfBarcode, '0')
}

function spellMixed(value: number): string {
  const core = value.toString(36).toUpperCase()
  if (value % 4 === 0) return `"TKT-${core}"`
  if (value % 4 === 1) return `"Row ${value % 40}, ${core}"`
  if (value % 4 === 2) return `"Ä-${core}-sali"`
  return `"${core}/${'x'.repeat(value % 30)}"`
}
