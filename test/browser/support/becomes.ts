import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'

const withinMs = 30_000

/** Waits until what `read` sees is what is expected; says what it saw last when it never is. */
export async function becomes<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const giveUpAt = Date.now() + withinMs
  let seen = await read()
  while (!isDeepStrictEqual(seen, expected) && Date.now() < giveUpAt) {
    await sleep(50)
    seen = await read()
  }
  assert.deepEqual(seen, expected)
}
