import { type Static, Type } from 'typebox'
import { barcodeRefusals } from './barcodes.ts'
import { NullableInstant } from './lists.ts'
import { NextStatus } from './orders.ts'
import { faultCodes, type ProblemCode, problems } from './problem-codes.ts'

/** One fault of a request: where it stands, what it is, and what would be right. */
export const Fault = Type.Object(
  {
    pointer: Type.String({
      description: 'A JSON pointer into the body, or into the query or path parameters.',
    }),
    code: Type.Enum(faultCodes),
    message: Type.String(),
  },
  { title: 'Fault', additionalProperties: false },
)
export type Fault = Static<typeof Fault>

// Object.keys knows only `string`; the table's keys are exactly these.
const problemCodes = Object.keys(problems) as ProblemCode[]

/** The body of every answer that is not a success (RFC 9457, `application/problem+json`). */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Names the kind of problem; the same for the same code.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String(),
    code: Type.Enum(problemCodes),
    requestId: Type.String({ description: 'Stands in the X-Request-Id header and in the log as well.' }),
    errors: Type.Optional(Type.Array(Fault)),
    nextStatuses: Type.Optional(
      Type.Array(NextStatus, {
        description: 'With `transition-not-allowed`: what the status of the order may become.',
      }),
    ),
    orderId: Type.Optional(
      Type.String({
        description:
          'With `order-conflict` and `order-near-duplicate`: the order that is in the way. `Location` is its address.',
      }),
    ),
    refusal: Type.Optional(
      Type.Enum(barcodeRefusals, {
        description: 'About a barcode: why it was not redeemed, or not taken back.',
      }),
    ),
    redeemedAt: Type.Optional(NullableInstant),
    redeemedGate: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'With the refusal `redeemed`: where the first scan was.',
      }),
    ),
  },
  { title: 'Problem', additionalProperties: false },
)
export type Problem = Static<typeof Problem>
