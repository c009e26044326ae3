const digitBits = 11
const digitCount = 2 ** digitBits
const digitMask = digitCount - 1

/**
 * Sorts `places` by the whole number below 2^53 that `keys` holds for each; equal ones keep their order. A radix
 * sort: linear, where a comparing sort of millions takes seconds. `places` is used up.
 */
export function sortByNumbers(places: Uint32Array, keys: Float64Array): Uint32Array {
  const largest = keys.reduce((max, key) => Math.max(max, key), 0)
  let from = places
  let into: Uint32Array = new Uint32Array(places.length)
  const digits = new Uint16Array(places.length)
  for (let unit = 1; unit <= largest; unit *= digitCount) {
    readDigits(from, keys, unit, digits)
    const starts = countDigits(digits)
    for (let i = 0; i < from.length; i++) into[starts[digits[i]]++] = from[i]
    const sorted = into
    into = from
    from = sorted
  }
  return from
}

/** The digit of each place's key that counts `unit`s. */
function readDigits(places: Uint32Array, keys: Float64Array, unit: number, digits: Uint16Array): void {
  const scale = 1 / unit
  // Multiplying by a power of two is exact, and what is left after masking fits 32 bits only below 2^32.
  for (let i = 0; i < places.length; i++) digits[i] = lowBits(keys[places[i]] * scale) & digitMask
}

/** The low 32 bits of the whole part of a number below 2^53. */
function lowBits(value: number): number {
  return value < 4_294_967_296 ? value >>> 0 : (value % 4_294_967_296) >>> 0
}

/** Where the places of each digit begin in the sorted list. */
function countDigits(digits: Uint16Array): Uint32Array {
  const starts = new Uint32Array(digitCount + 1)
  for (let i = 0; i < digits.length; i++) starts[digits[i] + 1]++
  for (let i = 0; i < digitCount; i++) starts[i + 1] += starts[i]
  return starts
}
