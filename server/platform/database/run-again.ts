import { isGivenUp } from './database-refusals.ts'

/** How often a transaction is run altogether that PostgreSQL gives up for the sake of others. */
const attemptsMax = 4

/**
 * Runs a transaction again that was given up because it and another waited for each other: of which nothing is left.
 * @throws what it throws the last time
 */
export async function runAgain<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (!isGivenUp(error) || attempt === attemptsMax) throw error
    }
  }
}
