import fc from 'fast-check'
import { barcode, orderId, soldWith } from './nasty-values.ts'

/** Two ticket files, as bytes. */
export interface TicketFiles {
  orders: Uint8Array
  barcodes: Uint8Array
}

const utf8 = new TextEncoder()

function oneIn<T>(count: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 1, arbitrary }, { weight: count - 1, arbitrary: fc.constant(undefined) })
}

/** Text made of the characters that CSV readers stumble over. */
const noise = fc.string({
  unit: fc.constantFrom(
    '"',
    '""',
    ',',
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    'a',
    '1',
    ';',
    '\0',
    '\u0085',
    'é',
    '\ufeff',
    "'",
  ),
  maxLength: 14,
})

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\n', '\r')

/** A value as a field: in quotes where it needs them, and in some that do not; at times spoilt. */
function field(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(value, fc.integer({ min: 0, max: 150 })).map(([text, style]) => {
    const quoted = `"${text.replaceAll('"', '""')}"`
    if (style === 0) return ` ${quoted}`
    if (style === 1) return `${quoted} `
    if (style === 2) return `"${text}`
    if (style === 3) return text
    if (style < 40 || /[",\r\n]/.test(text)) return quoted
    return style === 40 ? ` ${text}\t` : text
  })
}

function row(cells: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const whole = fc.tuple(...cells).map((fields) => fields.join(','))
  return fc.oneof(
    { weight: 60, arbitrary: whole },
    { weight: 1, arbitrary: noise },
    { weight: 1, arbitrary: fc.constantFrom('', '', ' ', '\t \t', '""', '" "', ',', '\u00a0', '\ufeff') },
    { weight: 1, arbitrary: whole.map((text) => `${text},`) },
    { weight: 1, arbitrary: whole.map((text) => `${text},surplus`) },
    { weight: 1, arbitrary: whole.map((text) => text.slice(0, text.lastIndexOf(','))) },
    { weight: 1, arbitrary: fc.tuple(whole, noise).map((pieces) => pieces.join('')) },
  )
}

interface Layout {
  bom: boolean
  columns: readonly string[]
  rows: readonly (readonly [string, string])[]
  ending: string
}

/** A file whose header is right: its needed columns in any order and spelling, beside others. */
function readableFile(needed: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const names = Object.keys(needed)
  const extra = fc.constantFrom('note', '', 'NOTE', 'order', '"a\nb"', 'é')
  return fc
    .tuple(
      fc.shuffledSubarray(names, { minLength: names.length }),
      oneIn(4, fc.tuple(extra, fc.nat(names.length))),
    )
    .chain(([ordered, surplus]) => {
      const columns = surplus === undefined ? ordered : ordered.toSpliced(surplus[1], 0, surplus[0])
      const other = fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('', 'x', 'y z') },
        { weight: 1, arbitrary: noise },
      )
      const cells = columns.map((column) => field(needed[column] ?? other))
      return fc.record<Layout>({
        bom: fc.boolean(),
        columns: fc.tuple(
          ...columns.map((column) => fc.constantFrom(column, column, ` ${column} `, column.toUpperCase())),
        ),
        rows: fc.array(fc.tuple(row(cells), lineEnd), { maxLength: 40, size: 'max' }),
        ending: fc.constantFrom('', '', '\n', '\n\n', ' ', '"', '"open'),
      })
    })
    .map(({ bom, columns, rows, ending }) => {
      const body = rows.map((pieces) => pieces.join('')).join('')
      return `${bom ? '\ufeff' : ''}${columns.join(',')}\n${body}${ending}`
    })
}

const oddHeaders = [
  ...[
    'order_id',
    'customer_id',
    'barcode',
    'order_id,order_id',
    'order_id,customer_id,order_id',
    'a,b',
    '1,2',
  ],
  ...[
    'order_id;customer_id',
    'barcode;order_id',
    'order_id\tcustomer_id',
    'barcode|order_id',
    'barcode,order_id',
  ],
  ...[
    '"order_id","customer_id"',
    '"barcode""",order_id',
    'order_id,"customer_id',
    'ba"rcode,order_id',
    'x\0,order_id',
  ],
  ...[
    'order_id,customer_id\u0007',
    '',
    ' \n',
    '\ufeff\ufeffbarcode,order_id',
    'order_id,customer_id,a,a',
    'Ba\u0301rcode',
  ],
  ...[`order_id,customer_id${',x'.repeat(254)}`, `order_id,customer_id${',x'.repeat(255)}`, '\n\r\n \t\r'],
]

/** A file that is most often refused whole. */
const oddFile: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.constantFrom(...oddHeaders),
    lineEnd,
    fc.array(fc.constantFrom('1,2', 'A,1', '3;4', ''), { maxLength: 4 }),
  )
  .map(([header, end, rows]) => utf8.encode([header, ...rows].join(end)))

function utf16(text: string, mark: boolean): Uint8Array {
  return Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le')
}

/** Puts bytes that are not UTF-8, or that change the meaning of what follows, into a file. */
function spoil(bytes: Uint8Array, at: number, splice: readonly number[]): Uint8Array {
  const position = at % (bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, position), Buffer.from(splice), bytes.subarray(position)])
}

const splices = [
  [0xff],
  [0xc3],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xc0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0],
  [0x22],
]
const harmlessSplices = [
  [0x22],
  [0x22, 0x22],
  [0x0a],
  [0x0d],
  [0x2c],
  [0],
  [0xef, 0xbb, 0xbf],
  [0xc2, 0x85],
  [0x20],
]

function nastyFile(readable: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const bytes = readable.map((text): Uint8Array => utf8.encode(text))
  const spliced = (choices: number[][]) =>
    fc.tuple(bytes, fc.nat(5000), fc.constantFrom(...choices)).map((pieces) => spoil(...pieces))
  return fc.oneof(
    { weight: 40, arbitrary: bytes },
    { weight: 8, arbitrary: spliced(harmlessSplices) },
    { weight: 2, arbitrary: spliced(splices) },
    { weight: 2, arbitrary: fc.tuple(bytes, fc.nat(2000)).map(([whole, end]) => whole.subarray(0, end)) },
    { weight: 3, arbitrary: oddFile },
    { weight: 1, arbitrary: fc.tuple(readable, fc.boolean()).map((pieces) => utf16(...pieces)) },
  )
}

/** Pairs of ticket files with every kind of fault in them, most of them readable enough to give vouchers. */
export const nastyFiles: fc.Arbitrary<TicketFiles> = fc.record({
  orders: nastyFile(readableFile({ order_id: orderId, customer_id: orderId })),
  barcodes: nastyFile(readableFile({ barcode, order_id: soldWith })),
})
