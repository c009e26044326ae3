/** How files of other kinds begin. Only beginnings that no header of a CSV file can have. */
const signatures: readonly (readonly [name: string, start: Buffer])[] = [
  ['a PNG picture', Buffer.from('\x89PNG\r\n', 'latin1')],
  ['a JPEG picture', Buffer.from('\xff\xd8\xff', 'latin1')],
  ['a spreadsheet or another ZIP archive', Buffer.from('PK\x03\x04', 'latin1')],
  ['an empty ZIP archive', Buffer.from('PK\x05\x06', 'latin1')],
  ['an old Excel or Word file', Buffer.from('\xd0\xcf\x11\xe0', 'latin1')],
  ['a gzip archive', Buffer.from('\x1f\x8b', 'latin1')],
  ['an XZ archive', Buffer.from('\xfd7zXZ', 'latin1')],
  ['a Zstandard archive', Buffer.from('\x28\xb5\x2f\xfd', 'latin1')],
  ['a 7-Zip archive', Buffer.from('7z\xbc\xaf', 'latin1')],
  ['a PDF document', Buffer.from('%PDF-', 'latin1')],
  ['an SQLite database', Buffer.from('SQLite format 3\0', 'latin1')],
]

/** More NUL bytes than this share of a file's start are no text with a damaged row in it, but something else. */
const nulShareMax = 0.1

/** What a file is when it is certainly no text, told by its first bytes; undefined when it may be. */
export function findOtherFormat(start: Buffer): string | undefined {
  const known = signatures.find(([, signature]) => start.subarray(0, signature.length).equals(signature))
  if (known !== undefined) return known[0]
  const nulCount = start.filter((byte) => byte === 0).length
  return nulCount > start.length * nulShareMax ? 'no text' : undefined
}

/** True for a file of two-byte characters: by its byte order mark, or because one of its first two bytes is NUL. */
export function isUtf16(start: Buffer): boolean {
  const [a, b] = start
  return (
    (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (start.length > 1 && (a === 0) !== (b === 0))
  )
}
