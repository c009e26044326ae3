import { type Static, type TSchema, Type } from 'typebox'

/** How many entries a page has at most, and how many when nobody says. */
export const pageLimits = { max: 200, fallback: 50 } as const

/** The query parameters of every list. */
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({
      minimum: 1,
      maximum: pageLimits.max,
      default: pageLimits.fallback,
      description: 'How many entries to answer at most.',
    }),
    cursor: Type.Optional(
      Type.String({ description: 'The `nextCursor` of the page before; only with the same filters.' }),
    ),
  },
  { additionalProperties: false },
)
export type PageQuery = Static<typeof PageQuery>

/** One page of a list: its entries, the way to the next page (null on the last one), and a total where it is cheap. */
export function ListOf<T extends TSchema>(item: T, title: string) {
  return Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
      total: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { title, additionalProperties: false },
  )
}

/** One page, as verbs return it. */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
  total?: number
}

/** An instant as ISO 8601 in UTC, with `Z` and milliseconds. */
export const Instant = Type.String({ format: 'date-time' })
export const NullableInstant = Type.Union([Instant, Type.Null()])

/** A list as a file to download: the answer of every `.csv` route. */
export const CsvBody = {
  description: 'Every entry as CSV in UTF-8: a header, then one line each. No page, whatever the size.',
  content: { 'text/csv': { schema: Type.String() } },
} as const
