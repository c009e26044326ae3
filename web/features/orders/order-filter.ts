import type { OrderFilter } from '#contract/orders.ts'

/** What the list of orders can be narrowed by, as it stands in the address. */
const orderFilterNames = [
  'status',
  'group',
  'customer',
  'account',
  'brand',
  'from',
  'to',
  'q',
] as const satisfies readonly (keyof OrderFilter)[]

export type OrderFilterTexts = Partial<Record<(typeof orderFilterNames)[number], string>>

/** The filter that an address holds; what is empty or no filter of orders is left out. */
export function readOrderFilter(search: Readonly<Record<string, string | undefined>>): OrderFilterTexts {
  return Object.fromEntries(
    orderFilterNames.flatMap((name) => {
      const text = search[name] ?? ''
      return text === '' ? [] : [[name, text]]
    }),
  )
}
