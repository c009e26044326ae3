/** The ETag of a resource that counts its changes. */
export function etagOf(version: number): string {
  return `"${version}"`
}

/**
 * Whether the resource is what an `If-Match` says (RFC 9110, 13.1.1). Tags are compared strongly, so a weak one fits
 * nothing; neither does a field that cannot be read, because nobody knows what it would have asked for.
 */
export function fitsIfMatch(field: string, version: number): boolean {
  if (field.trim() === '*') return true
  const tags: readonly string[] = list.test(field) ? (field.match(tag) ?? []) : []
  return tags.includes(etagOf(version))
}

const tag = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g
/** One tag or more, between commas; places of the list may be empty. */
const list =
  /^[\t ,]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*)?)*$/
