import type { WholeNumber } from '../read-whole-number.ts'

/**
 * Order and customer ids as numbers: an id of up to 15 digits is itself, a longer one is `longIdBase` plus its
 * place in a list of texts. So the usual id costs 8 bytes and an id of any length is exact.
 */
export const longIdBase = 1e15

/** The ids too long to be a number, each once. */
export interface LongIds {
  texts: string[]
  keyOf(text: string): number | undefined
  add(text: string): number
}

export function createLongIds(texts: readonly string[] = []): LongIds {
  const places = new Map(texts.map((text, i) => [text, i]))
  const all = [...texts]
  return {
    texts: all,
    keyOf(text) {
      const place = places.get(text)
      return place === undefined ? undefined : longIdBase + place
    },
    add(text) {
      const place = places.get(text) ?? all.push(text) - 1
      places.set(text, place)
      return longIdBase + place
    },
  }
}

/** The canonical text of an id that was just read. */
export function idText({ bytes, start, end }: WholeNumber): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

/** The text of an id's key. */
export function textOfId(key: number, longIds: readonly string[]): string {
  return key < longIdBase ? String(key) : longIds[key - longIdBase]
}

/** Keys in an order that is the ids' order as numbers: equal to `keys` when none is long. */
export function sortableIds(keys: Float64Array, longIds: readonly string[]): Float64Array {
  if (longIds.length === 0) return keys
  const order = longIds.map((_, i) => i).sort((a, b) => compareDigits(longIds[a], longIds[b]))
  const ranks = new Float64Array(longIds.length)
  order.forEach((place, rank) => {
    ranks[place] = rank
  })
  return keys.map((key) => (key < longIdBase ? key : longIdBase + ranks[key - longIdBase]))
}

/** Compares two numbers written without leading zeros. */
function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : Number(a > b)
}
