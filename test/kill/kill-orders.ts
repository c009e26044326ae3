import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endAll } from '../lifecycle/docket-process.ts'
import { type KillTally, killRounds } from './orders/kill-rounds.ts'
import { seededRandom } from './random.ts'

/** Kills Docket while orders come in and change, and holds what it has stored against what it has acknowledged. */
async function killOrders(): Promise<void> {
  const { rounds, seed, lanes } = readArguments()
  console.log(`${rounds} rounds, ${lanes} lanes, seed ${seed}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'docket-kill-orders-'))
  try {
    console.log(describe(await killRounds({ dataDir, rounds, lanes, random: seededRandom(seed) })))
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  } catch (error) {
    await endAll()
    console.log(`failed: ${error instanceof Error ? error.message : error}`)
    console.log(`the data directory is kept: ${dataDir}`)
    process.exitCode = 1
  }
}

function describe({ kills, orders, events, sent, sentAgain, replayed }: KillTally): string {
  return [
    `killed the server ${kills.server}, the worker ${kills.worker} and the database ${kills.database} times:`,
    `${orders} orders with ${events} events, each acknowledged one there once, and the numbers equal;`,
    `${sent} requests sent, ${sentAgain} of them again, ${replayed} answered as before`,
  ].join(' ')
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '30' },
      lanes: { type: 'string', default: '8' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  })
  return { rounds: Number(values.rounds), lanes: Number(values.lanes), seed: Number(values.seed) }
}

await killOrders()
