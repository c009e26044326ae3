import { createHash, randomUUID } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import type { Database, Transaction } from '../database/database.ts'
import { ProblemError } from '../http/problem.ts'
import {
  findKey,
  type KeptAnswer,
  keepAnswer,
  keepEffect,
  releaseKey,
  takeKey,
} from './idempotency-queries.ts'
import type { Seal } from './seal.ts'

/** A request under an Idempotency-Key: who asks, what of whom, the key, and everything else that it says. */
export interface KeyedRequest {
  scope: Buffer
  fingerprint: Buffer
  /** For answers that hold a secret; absent when there is nothing to seal with. */
  seal?: Seal
  /** True when what is kept must be sealed. */
  isSecret: boolean
}

/** An attempt to carry out a request, as long as it holds the key. */
export interface Reservation {
  /** Runs a transaction once for all attempts: later ones get back what it gave back. */
  runOnce<T>(run: (keep: (tx: Transaction, result: T) => Promise<void>) => Promise<T>): Promise<T>
  /** Keeps the answer, before anybody sees it. */
  answer(answer: KeptAnswer & { body: Buffer }): Promise<void>
  /** Ends the attempt without an answer that counts. */
  release(): Promise<void>
}

/**
 * Takes the key for a new attempt, or finds the answer of an earlier one.
 * @throws ProblemError 422 when the key belongs to another request, 409 while the first is running and when its answer
 *   cannot be given again
 */
export async function reserveKey(db: Database, request: KeyedRequest): Promise<Reservation | KeptAnswer> {
  const attempt = { ...request, holder: randomUUID() }
  const effects = await takeKey(db, attempt)
  if (effects !== undefined) return createReservation(db, attempt, effects)
  const known = await findKey(db, request.scope)
  if (known !== undefined && !known.fingerprint.equals(request.fingerprint))
    throw new ProblemError({
      code: 'idempotency-key-reused',
      detail: 'The key was used for a request with another body or other parameters. Use a new one.',
    })
  if (known?.answer === undefined)
    throw new ProblemError({
      code: 'idempotency-key-in-use',
      detail: 'Wait until the first request is answered, then send this one again.',
      headers: { 'retry-after': '1' },
    })
  return { ...known.answer, body: openBytes(request, known.answer.body) }
}

export function isReservation(found: Reservation | KeptAnswer): found is Reservation {
  return 'runOnce' in found
}

/** The SHA-256 of any values that JSON can hold. */
export function fingerprintOf(...values: unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(values)).digest()
}

function createReservation(
  db: Database,
  attempt: KeyedRequest & { holder: string },
  effects: readonly (Buffer | null)[],
): Reservation {
  let step = 0
  return {
    async runOnce<T>(run: (keep: (tx: Transaction, result: T) => Promise<void>) => Promise<T>): Promise<T> {
      const effect = effects[step]
      step += 1
      // What was serialized at this step by the same code.
      if (effect !== undefined) return deserialize(openBytes(attempt, effect)) as T
      return run(async (tx, result) => {
        if (await keepEffect(tx, attempt, closeBytes(attempt, serializeResult(result)))) return
        throw new ProblemError({
          code: 'idempotency-key-in-use',
          detail: 'The same request was sent again, and that one is carried out.',
        })
      })
    },
    answer: ({ body, ...answer }) => keepAnswer(db, attempt, { ...answer, body: closeBytes(attempt, body) }),
    release: () => releaseKey(db, attempt),
  }
}

/** Dates, bytes and undefined come back as they were; null stands for what cannot be kept, such as a function. */
function serializeResult(result: unknown): Buffer | null {
  try {
    return serialize(result)
  } catch {
    return null
  }
}

function closeBytes({ isSecret, seal }: KeyedRequest, bytes: Buffer | null): Buffer | null {
  if (!isSecret || bytes === null) return bytes
  return seal?.close(bytes) ?? null
}

function openBytes({ isSecret, seal }: KeyedRequest, bytes: Buffer | null): Buffer {
  const opened = !isSecret || bytes === null ? bytes : seal?.open(bytes)
  if (opened != null) return opened
  throw new ProblemError({
    code: 'idempotency-answer-lost',
    detail:
      'The request was carried out once and is not carried out again. Look at what it made, and replace a secret that you have not seen.',
  })
}
