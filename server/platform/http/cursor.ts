import { createHmac, timingSafeEqual } from 'node:crypto'
import { ProblemError } from './problem.ts'

/** Where the next page of a list begins: the sort keys of the last entry of the page before. */
export type Position = readonly (string | number | null)[]

/** Makes the opaque cursors of lists, and reads only those that were made here, for the same list and filters. */
export interface Cursors {
  encode(position: Position, filters: unknown): string
  /** @throws ProblemError 422 for a cursor that is altered, or was made for other filters or another list */
  decode(cursor: string, filters: unknown): (string | number | null)[]
  /** The same for one list alone: its cursors mean nothing to any other. */
  within(list: string): Cursors
}

/** @param secret is the same in every process of an installation, so that each reads the cursors of all. */
export function createCursors(secret: Buffer, list = ''): Cursors {
  const sign = (position: string, filters: unknown) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([list, position, sortedEntries(filters)]))
      .digest()
      .subarray(0, signatureBytes)

  return {
    encode(position, filters) {
      const text = JSON.stringify(position)
      return Buffer.concat([sign(text, filters), Buffer.from(text)]).toString('base64url')
    },
    decode(cursor, filters) {
      const bytes = Buffer.from(cursor, 'base64url')
      const text = bytes.subarray(signatureBytes).toString()
      // Several spellings of base64 stand for the same bytes; only one was made here.
      const isWhole = bytes.length > signatureBytes && bytes.toString('base64url') === cursor
      if (!isWhole || !timingSafeEqual(bytes.subarray(0, signatureBytes), sign(text, filters))) refuse()
      // The signature says that encode() wrote it, and encode() takes nothing else.
      return JSON.parse(text) as (string | number | null)[]
    },
    within: (name) => createCursors(secret, name),
  }
}

/** As many bytes as nobody can guess. */
const signatureBytes = 16

/** The order in which filters are named, and those that are not set, make no difference. */
function sortedEntries(filters: unknown): unknown {
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters)) return filters ?? null
  const entries = Object.entries(filters).filter(([, value]) => value !== undefined)
  return entries.sort(([a], [b]) => (a < b ? -1 : 1))
}

function refuse(): never {
  throw new ProblemError({
    code: 'values-invalid',
    detail: 'The cursor belongs to no page of this list.',
    errors: [
      {
        pointer: '/cursor',
        code: 'cursor-invalid',
        message: 'is not the `nextCursor` of a page with the same filters',
      },
    ],
  })
}
