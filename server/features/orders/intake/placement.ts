import type { Refusal } from '../../../platform/http/problem.ts'
import type { KeyedRequest } from '../../../platform/idempotency/reserve-key.ts'
import type { CheckedOrder } from './checked-order.ts'

/** An order that is to be placed. */
export interface Placement {
  order: CheckedOrder
  /** Who sent it. */
  actor: string
  /** The Idempotency-Key that it came under, where its answer is to be kept together with what it does. */
  keyed?: Pick<KeyedRequest, 'scope' | 'fingerprint'> | undefined
  /** Whether its answer shows the order. */
  isShown: boolean
}

/** What became of an order: in values that an Idempotency-Key can keep. */
export type PlacementVerdict =
  /** Stored; `answer` shows it, where that was asked for. */
  | { kind: 'created'; id: string; answer: PlacedAnswer | undefined }
  /** It was there already, with the same content. */
  | { kind: 'repeated'; id: string }
  /** It asks for a stored order to be cancelled. */
  | { kind: 'cancel'; id: string; at: Date | undefined }
  | { kind: 'refused'; refusal: Refusal }
  /** Its Idempotency-Key was used before; nothing was done. */
  | { kind: 'key-used' }

/** An answer with its body as it goes out, so that it can be kept and given again. */
export interface PlacedAnswer {
  status: number
  headers: Record<string, string>
  body: string
}
