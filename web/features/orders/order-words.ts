import type { HistoryEntry, Order } from '#contract/orders.ts'

/** A delivery address as it is written on an envelope; what Docket does not know of is left to the document. */
export function addressLines(address: Order['deliveryAddress']): string[] {
  if (address === undefined || address === null) return []
  const { street = '', postalCode = '', city = '' } = address
  return [street, `${postalCode} ${city}`.trim()].filter((line) => line !== '')
}

/** Why an event does not count, for the person who looks at the order. */
export function refusalWords({ refusal }: Pick<HistoryEntry, 'refusal'>): string {
  switch (refusal) {
    case 'transition-not-allowed':
      return 'Not counted: an order that stood as this one did then cannot become that.'
    case 'repeated':
      return 'Not counted: the order had this status already.'
    case undefined:
      return 'Not counted.'
    default:
      return refusal satisfies never
  }
}
