import { cities, firstNames, lastNames, streets } from './demo-names.ts'
import { type Chance, seededChance } from './seeded-random.ts'

/** Somebody who orders. */
export interface DemoPerson {
  name: string
  phoneNumber: string
  address: { city: string; street: string; postalCode: string }
}

/** The person with this number: the same one for the same seed, whoever was made before. */
export function makePerson(seed: number, number: number): DemoPerson {
  const chance = seededChance(seed * 7_919 + number)
  const { city, postalCode } = chance.pick(cities)
  return {
    name: `${chance.pick(firstNames)} ${chance.pick(lastNames)}`,
    phoneNumber: `+999${String(seed % 1_000).padStart(3, '0')}${String(number).padStart(8, '0')}`,
    address: { city, postalCode, street: `${chance.pick(streets)} ${1 + chance.below(80)}` },
  }
}

/** Which of so many people orders next: some come every week, most of them seldom. */
export function choosePerson(chance: Chance, people: number): number {
  return Math.min(people - 1, Math.floor(chance.next() ** 1.3 * people))
}
