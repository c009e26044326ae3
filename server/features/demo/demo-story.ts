import type { Chance } from './seeded-random.ts'

/** What happens to an order: each status, and how long after it was created. */
export interface DemoStep {
  status: number
  afterMs: number
}

const minuteMs = 60_000

/** How the orders end: most are delivered or picked up, some late, and some do not get there. */
export function makeStory(chance: Chance): DemoStep[] {
  const ending = chance.next()
  if (ending < 0.02)
    return steps(chance, [
      [4, 0],
      [1, 0.1],
      [35, 2],
    ])
  if (ending < 0.06)
    return steps(chance, [
      [4, 0],
      [1, 0.1],
      [20, 2],
      [100, 6],
      [110, 1],
    ])
  if (ending < 0.07)
    return steps(chance, [
      [4, 0],
      [1, 0.1],
      [20, 2],
      [50, 5],
      [120, 8],
    ])
  const isLate = chance.is(0.07)
  const kitchen: Plan = [
    [4, 0],
    [1, 0.1],
    [10, 0.2],
    [20, 1.5],
    [50, isLate ? 9 : 3],
    [60, isLate ? 38 : 14],
    [70, 1],
  ]
  if (chance.is(0.4)) return steps(chance, [...kitchen, [chance.is(0.2) ? 95 : 90, isLate ? 25 : 9]])
  // A code of a delivery partner's own now and then: Docket shows it as it comes.
  const partner: Plan = chance.is(0.01) ? [[86, 1]] : []
  return steps(chance, [...kitchen, [80, 4], [85, 3], ...partner, [87, 2], [89, isLate ? 27 : 12], [90, 2]])
}

/** Statuses with the minutes that usually pass before each. */
type Plan = readonly (readonly [status: number, minutes: number])[]

function steps(chance: Chance, plan: Plan): DemoStep[] {
  let afterMs = 0
  return plan.map(([status, minutes]) => {
    afterMs += Math.round(chance.lasting(minutes * minuteMs, 0.45))
    return { status, afterMs }
  })
}
