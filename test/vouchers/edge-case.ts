import type { RefusalCode, WarningCode } from '#contract/refusals.ts'

/** One pair of files and what Docket must make of it. What a case leaves out is empty. */
export interface EdgeCase {
  name: string
  /** Orders 1 and 2 of the customers 10 and 20 when left out. */
  orders?: string | Uint8Array
  barcodes: string | Uint8Array
  /** The file is refused with this. */
  fault?: RefusalCode
  /** The barcodes of each order that has a voucher. */
  tickets?: Readonly<Record<string, readonly string[]>>
  unused?: number
  /** Refused rows of barcodes.csv, as line and codes. */
  rejects?: readonly string[]
  /** Instead of `rejects`: the first ones, of many. */
  firstRejects?: readonly string[]
  /** Refused rows of orders.csv, as line and codes, orders left without barcodes aside. */
  orderRejects?: readonly string[]
  warnings?: Partial<Record<WarningCode, number>>
}

export const plainOrders = 'order_id,customer_id\n1,10\n2,20\n'
