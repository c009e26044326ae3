import { type Static, Type } from 'typebox'
import { Instant, ListOf, NullableInstant } from './lists.ts'

const reason = Type.String({ minLength: 1, maxLength: 255, pattern: '\\S' })
const nullableText = Type.Union([Type.String(), Type.Null()])

export const UnusedBarcode = Type.Object(
  { barcode: Type.String() },
  { title: 'UnusedBarcode', additionalProperties: false },
)
export type UnusedBarcode = Static<typeof UnusedBarcode>
export const UnusedBarcodeList = ListOf(UnusedBarcode, 'UnusedBarcodeList')

export const Barcode = Type.Object(
  {
    barcode: Type.String(),
    state: Type.Enum(['unassigned', 'assigned', 'redeemed']),
    orderId: nullableText,
    customerId: nullableText,
    redeemedAt: NullableInstant,
    redeemedGate: Type.Union([Type.String(), Type.Null()], {
      description: 'Where it was redeemed, as the scan says.',
    }),
    createdAt: Instant,
  },
  { title: 'Barcode', additionalProperties: false },
)
export type Barcode = Static<typeof Barcode>
export const BarcodeList = ListOf(Barcode, 'BarcodeList')

/** Finds a barcode by a query parameter: also one that is spelt like a path, such as `unused`. */
export const BarcodeQuery = Type.Object(
  { barcode: Type.String({ description: 'The whole barcode, exactly.' }) },
  { additionalProperties: false },
)

/** Why a barcode was not redeemed, or not given back. */
export const barcodeRefusals = [
  'unknown',
  'unassigned',
  'redeemed',
  'order-cancelled',
  'not-redeemed',
] as const
export type BarcodeRefusal = (typeof barcodeRefusals)[number]

/** A scan at a gate. */
export const RedeemBarcode = Type.Object(
  {
    nonce: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'Names this scan: the same nonce again is the same success, whoever sends it.',
      }),
    ),
    at: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When it was scanned, for gates that send later; now when it is left out.',
      }),
    ),
    gate: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Where it was scanned.' })),
    force: Type.Optional(
      Type.Boolean({
        description: 'Redeem a ticket of a cancelled order all the same: for admins, with a reason.',
      }),
    ),
    reason: Type.Optional(reason),
  },
  { title: 'RedeemBarcode', additionalProperties: false },
)
export type RedeemBarcode = Static<typeof RedeemBarcode>

/** Takes a redemption back. */
export const UnredeemBarcode = Type.Object(
  { reason },
  { title: 'UnredeemBarcode', additionalProperties: false },
)
export type UnredeemBarcode = Static<typeof UnredeemBarcode>

const scanOutcomes = ['redeemed', 'refused', 'unredeemed'] as const

/** One scan of a barcode, or the taking back of one. */
export const BarcodeScan = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: 'When it was scanned, as the scan says.' }),
    receivedAt: Type.String({ format: 'date-time', description: 'When Docket heard of it: what decides.' }),
    outcome: Type.Enum(scanOutcomes),
    refusal: Type.Union([Type.Enum(barcodeRefusals), Type.Null()]),
    gate: nullableText,
    nonce: nullableText,
    forced: Type.Boolean(),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it was forced or taken back.' }),
    actor: Type.Union([Type.String(), Type.Null()], {
      description: 'Who sent it: `user:<id>`, `key:<id>`, `admin-key` or `command`.',
    }),
  },
  { title: 'BarcodeScan', additionalProperties: false },
)
export type BarcodeScan = Static<typeof BarcodeScan>
export const BarcodeScanList = ListOf(BarcodeScan, 'BarcodeScanList')

/** How far the clock of a gate may be ahead of the server's. */
export const scanAheadMaxMs = 5 * 60_000
