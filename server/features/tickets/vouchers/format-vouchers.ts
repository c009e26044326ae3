import { writeDigits, writeNumber } from './barcode-keys.ts'
import { type GroupedTickets, textPlace, textRange } from './group-tickets.ts'
import { longIdBase, textOfId } from './ids.ts'
import type { Layout } from './layouts.ts'
import type { OrderTable } from './order-table.ts'

/** All that vouchers are made of. `texts` are those of each range. */
export interface VoucherSource {
  table: OrderTable
  grouped: GroupedTickets
  texts: readonly Uint8Array[]
}

/** More than any one piece needs: an id of 255 digits, or a barcode of 255 characters of 4 bytes, all escaped. */
const pieceBytesMax = 2_100
/** So many texts fit the processor's cache. */
const ticketsAhead = 4_096

/**
 * Makes a function that writes the vouchers of the orders from one place to before another, and returns their bytes
 * until its next call. Orders without tickets have no voucher.
 */
export function createVoucherFormat(
  layout: Layout,
  source: VoucherSource,
): (first: number, behind: number) => Uint8Array {
  const { table, grouped, texts } = source
  const parts = {
    beforeCustomer: Buffer.from(layout.beforeCustomer),
    beforeOrder: Buffer.from(layout.beforeOrder),
    beforeBarcodes: Buffer.from(layout.beforeBarcodes),
    between: Buffer.from(layout.between),
    end: Buffer.from(layout.end),
  }
  const escapes = escapeTable(layout)
  const lengths = new Uint16Array(ticketsAhead)
  let measuredFrom = 0
  let measuredTo = 0
  let buffer = new Uint8Array(1 << 19)
  let at = 0

  return (first, behind) => {
    at = 0
    measuredTo = 0
    for (let order = first; order < behind; order++) {
      if (grouped.counts[order] > 0) addVoucher(order)
    }
    return buffer.subarray(0, at)
  }

  function addVoucher(order: number): void {
    makeRoom()
    addPart(parts.beforeCustomer)
    addId(table.customers[order])
    addPart(parts.beforeOrder)
    addId(table.orders[order])
    addPart(parts.beforeBarcodes)
    const first = grouped.starts[order]
    const behind = first + grouped.counts[order]
    for (let i = first; i < behind; i++) {
      if (i > first) addPart(parts.between)
      makeRoom()
      const key = grouped.tickets[i]
      if (key >= 0) at = writeDigits(key, buffer, at)
      else addText(key, i)
    }
    addPart(parts.end)
  }

  function makeRoom(): void {
    if (at + pieceBytesMax <= buffer.length) return
    const larger = new Uint8Array(2 * buffer.length)
    larger.set(buffer)
    buffer = larger
  }

  function addPart(part: Uint8Array): void {
    const into = buffer
    for (let i = 0; i < part.length; i++) into[at + i] = part[i]
    at += part.length
  }

  function addId(key: number): void {
    if (key < longIdBase) {
      at = writeNumber(key, buffer, at)
      return
    }
    const text = textOfId(key, table.longIds)
    for (let i = 0; i < text.length; i++) buffer[at++] = text.charCodeAt(i)
  }

  function addText(key: number, ticket: number): void {
    if (ticket >= measuredTo) measureTexts(ticket)
    const bytes = texts[textRange(key)]
    const start = textPlace(key) + 2
    const end = start + lengths[ticket - measuredFrom]
    const into = buffer
    let to = at
    for (let i = start; i < end; i++) {
      const byte = bytes[i]
      if (escapes[byte] !== 0) into[to++] = escapes[byte]
      into[to++] = byte
    }
    at = to
  }

  /**
   * Reads the lengths of the next texts. They lie all over the memory; looking at many in a row, with nothing else
   * between, lets the processor fetch them together.
   */
  function measureTexts(from: number): void {
    measuredFrom = from
    measuredTo = Math.min(from + ticketsAhead, grouped.tickets.length)
    for (let i = from; i < measuredTo; i++) {
      const key = grouped.tickets[i]
      if (key >= 0) continue
      const bytes = texts[textRange(key)]
      const place = textPlace(key)
      lengths[i - from] = bytes[place] + 256 * bytes[place + 1]
    }
  }
}

function escapeTable({ escapes }: Layout): Uint8Array {
  const table = new Uint8Array(256)
  for (const [character, prefix] of Object.entries(escapes))
    table[character.charCodeAt(0)] = prefix.charCodeAt(0)
  return table
}
