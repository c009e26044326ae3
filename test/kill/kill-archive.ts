import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endAll } from '../lifecycle/docket-process.ts'
import { archiveRounds } from './archive/archive-rounds.ts'
import { seededRandom } from './random.ts'

/**
 * Kills `docket archive` and its database at random and at the worst moments, and runs it to its end: nothing is lost, all
 * orders read as before, and the numbers are equal.
 */
async function killArchive(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '30' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      orders: { type: 'string', default: '200' },
    },
  })
  const [rounds, seed, orders] = [Number(values.rounds), Number(values.seed), Number(values.orders)]
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-kill-archive-'))
  console.log(`seed ${seed}`)
  try {
    console.log(await archiveRounds({ dataDir, rounds, orders, random: seededRandom(seed) }))
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  } catch (error) {
    await endAll()
    console.log(`failed: ${error instanceof Error ? error.message : error}`)
    console.log(`the data directory is kept: ${dataDir}`)
    process.exit(1)
  }
  process.exit(0)
}

await killArchive()
