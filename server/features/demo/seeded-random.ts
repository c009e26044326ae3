/** Chance that comes out the same for the same seed. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `end`. */
  below(end: number): number
  /** One of these, each as likely as the others. */
  pick<const T extends readonly [unknown, ...unknown[]]>(choices: T): T[number]
  /** True with this probability. */
  is(probability: number): boolean
  /** Around `middle` in the form of a bell. */
  around(middle: number, spread: number): number
  /** Around `middle`, never negative, now and then far above it: how durations are. */
  lasting(middle: number, spread: number): number
  /** Hexadecimal digits. */
  hex(digits: number): string
}

/** The same numbers for the same seed, on every machine (mulberry32). */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const below = (end: number) => Math.floor(next() * end)
  // The sum of twelve has the variance one. Logarithms and cosines may differ in their last bit between machines.
  const bell = () => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6)
  return {
    next,
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    is: (probability) => next() < probability,
    around: (middle, spread) => middle + bell() * spread,
    lasting(middle, spread) {
      const step = bell() * spread
      return step < 0 ? middle / (1 - step) : middle * (1 + step)
    },
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
  }
}
