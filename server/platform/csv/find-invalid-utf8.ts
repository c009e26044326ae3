/**
 * The offset of the first byte of `bytes` that is not part of a well-formed UTF-8 character (RFC 3629), or -1.
 * A character that is cut off at the end counts as not well formed.
 */
export function findInvalidUtf8(bytes: Uint8Array): number {
  let i = 0
  while (i < bytes.length) {
    const length = characterLength(bytes, i)
    if (length === 0) return i
    i += length
  }
  return -1
}

/** The length in bytes of the character at `at`, or 0 when it is not well formed. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = sequenceLength(lead)
  if (at + length > bytes.length) return 0
  const second = bytes[at + 1]
  // Overlong forms, surrogates and code points over U+10FFFF show in the second byte.
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0
  for (let i = at + 1; i < at + length; i++) {
    if ((bytes[i] & 0xc0) !== 0x80) return 0
  }
  return length
}

/** How many bytes a character has that begins with `lead`, a byte from 0xC2 on. */
export function sequenceLength(lead: number): number {
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}
