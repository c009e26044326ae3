import { type Cell, cellText } from '../../../platform/csv/cell.ts'

/** Remembers the ids of a file in little memory, and collects those that may have been there before. */
export interface RepeatFilter {
  add(id: Cell): void
  /** Every id that was added twice, and a few that were not; undefined when there are too many to name. */
  suspects(): readonly string[] | undefined
}

/** Enough bits for each id that two ids in a thousand are suspected wrongly, and never more memory than 32 MiB. */
const bitsPerId = 16
const bitsMax = 2 ** 28
const bitsMin = 2 ** 16
/** The bits of one id lie in one line of the processor's cache, which is what looking them up costs. */
const wordsPerLine = 16
/** More suspects than this are found faster, and in less memory, by the database. */
const suspectsMax = 50_000
const suspectCharactersMax = 4 * 1_048_576

/** Makes a filter (a blocked Bloom filter) for so many ids; more only make it suspect more. */
export function createRepeatFilter(expectedIds: number): RepeatFilter {
  const wanted = Math.min(bitsMax, Math.max(bitsMin, expectedIds * bitsPerId))
  const words = new Uint32Array(2 ** Math.ceil(Math.log2(wanted)) / 32)
  const lineMask = words.length / wordsPerLine - 1
  const suspects: string[] = []
  let characters = 0

  return {
    add(id) {
      if (!remember(id)) return
      if (suspects.length >= suspectsMax || characters > suspectCharactersMax) {
        characters = Number.POSITIVE_INFINITY
        return
      }
      const text = cellText(id)
      characters += text.length
      suspects.push(text)
    },
    suspects: () => (characters === Number.POSITIVE_INFINITY ? undefined : suspects),
  }

  /** Sets the bits of an id; true when all of them were set. */
  function remember({ bytes, start, end }: Cell): boolean {
    let low = 0x811c9dc5
    let high = 0x9747b28c
    for (let i = start; i < end; i++) {
      low = Math.imul(low ^ bytes[i], 0x01000193)
      high = Math.imul(high ^ bytes[i], 0x5bd1e995) ^ (high >>> 15)
    }
    high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
    const line = (mix(low) & lineMask) * wordsPerLine
    let wereSet = true
    // Five bits of the line, each named by five bits for its word's place and four for the word.
    for (let bit = 0; bit < 5; bit++) {
      const word = line + (high & 15)
      const mask = 1 << ((high >>> 4) & 31)
      wereSet = wereSet && (words[word] & mask) !== 0
      words[word] |= mask
      high = mix(high + bit)
    }
    return wereSet
  }
}

function mix(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
