import fc from 'fast-check'
import type { TicketFiles } from './nasty-files.ts'

const fieldBytesMax = 65_536
const rowBytesMax = 1_048_576
const aroundLimit = fc.integer({ min: -3, max: 3 })

/** A field of about the limit, plain or quoted, its last characters being those that are easily counted wrongly. */
const longField = fc
  .record({
    beyond: aroundLimit,
    quoted: fc.boolean(),
    tail: fc.constantFrom('', 'é', '😀', '""', ' ', '"'),
    filler: fc.constantFrom('x', ' '),
  })
  .map(({ beyond, quoted, tail, filler }) => {
    const text = filler.repeat(fieldBytesMax + beyond - Buffer.byteLength(tail)) + tail
    return `${quoted ? `"${text}"` : text},1\n`
  })

/** A row of about the limit, whose last bytes are quotes, commas, line ends or several bytes of one character. */
const longRow = fc
  .record({
    beyond: aroundLimit,
    begin: fc.constantFrom('', '"', 'a,"', 'a\n', '"a\n', 'a,'),
    tail: fc.constantFrom('', '"', '""', '"x', '",1', ',', ',1', '\n', '\r\n', 'é', '😀', 'x"', '"\n1,1'),
    filler: fc.constantFrom('x', 'a,1\n', '""'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r', ''),
  })
  .map(({ beyond, begin, tail, filler, lineEnd }) => {
    const bytes = rowBytesMax + beyond - Buffer.byteLength(begin) - Buffer.byteLength(tail)
    const body = filler.repeat(Math.ceil(bytes / filler.length)).slice(0, bytes)
    return `${begin}${body}${tail}${lineEnd}`
  })

/** Files with fields and rows a few bytes below, at and above the limits, each followed by a sound row. */
export const limitFiles: fc.Arbitrary<TicketFiles> = fc
  .oneof({ weight: 1, arbitrary: longField }, { weight: 2, arbitrary: longRow })
  .map((row) => ({
    orders: Buffer.from('order_id,customer_id\n1,10\n'),
    barcodes: Buffer.from(`barcode,order_id\n${row}after,1\n`),
  }))
