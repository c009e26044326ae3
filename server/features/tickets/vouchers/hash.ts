/** A 32-bit hash of a whole number below 2^53. `seed` differs per run, so that no file can be made to collide. */
export function hashNumber(value: number, seed: number): number {
  const high = (value / 4_294_967_296) | 0
  const low = (value - high * 4_294_967_296) | 0
  let hash = low ^ Math.imul(high ^ seed, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** A hash below 2^52 of bytes `start` to `end`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let first = seed
  let second = ~seed
  for (let i = start; i < end; i++) {
    first = Math.imul(first ^ bytes[i], 0x01000193)
    second = Math.imul((second << 5) ^ (second >>> 27) ^ bytes[i], 0x9e3779b1)
  }
  first = Math.imul(first ^ (first >>> 15), 0x85ebca6b)
  second = Math.imul(second ^ (second >>> 13), 0xc2b2ae35)
  return ((first ^ (first >>> 16)) >>> 12) * 4_294_967_296 + ((second ^ (second >>> 16)) >>> 0)
}
