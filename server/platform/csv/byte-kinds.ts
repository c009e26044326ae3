/** The bytes that CSV gives a meaning to. */
export const LF = 0x0a
export const CR = 0x0d
export const QUOTE = 0x22
export const COMMA = 0x2c
export const TAB = 0x09
export const SPACE = 0x20

/** What a byte can be to the scanner. */
export const kind = { ordinary: 0, comma: 1, lineEnd: 2, quote: 3, control: 4, c1Lead: 5 } as const

/** The kind of each byte. */
export const kinds = byteKinds()

function byteKinds(): Uint8Array {
  const table = new Uint8Array(256)
  for (let byte = 0; byte < SPACE; byte++) table[byte] = kind.control
  table[TAB] = kind.ordinary
  table[LF] = kind.lineEnd
  table[CR] = kind.lineEnd
  table[QUOTE] = kind.quote
  table[COMMA] = kind.comma
  table[0x7f] = kind.control
  table[0xc2] = kind.c1Lead
  return table
}
