/**
 * A seeded shuffle of the whole numbers from 0 below `size` that keeps nothing in memory: a Feistel network over
 * the next larger power of four, walked until it lands inside.
 */
export function createShuffle(size: number, seed: number): (index: number) => number {
  const halfBits = Math.max(1, Math.ceil(Math.log2(Math.max(size, 2)) / 2))
  const half = 2 ** halfBits
  const keys = [1, 2, 3, 4].map((round) => mix(seed, round))
  return (index) => {
    let value = index
    do value = permute(value, half, keys)
    while (value >= size)
    return value
  }
}

/** An even 32-bit hash of two whole numbers below 2^32. */
export function mix(seed: number, value: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(value + 0x7f4a7c15, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}

function permute(value: number, half: number, keys: readonly number[]): number {
  let left = Math.floor(value / half)
  let right = value % half
  for (const key of keys) {
    const next = left ^ (mix(key, right) & (half - 1))
    left = right
    right = next
  }
  return left * half + right
}
