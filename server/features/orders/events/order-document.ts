/** What was sent about an order: as it was received, and normalised. Both are JSON texts. */
export interface OrderDocument {
  /** Null once the customer was erased. */
  received: string | null
  /** `customer`, `deliveryAddress`, `items`, and what Docket does not know. */
  document: string
}
