import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../../server/platform/database/database.ts'
import { joinRunning } from '../../../server/platform/database/with-database-url.ts'
import { type DocketProcesses, startProcesses, type Victim, victims } from '../imports/docket-processes.ts'
import { assertKept } from './assert-kept.ts'
import { createLane, type Lane } from './order-lane.ts'
import type { Tally } from './send-until-answered.ts'

export interface KillRounds {
  dataDir: string
  rounds: number
  lanes: number
  random: () => number
}

/** What happened, for the report. */
export interface KillTally extends Tally {
  kills: Record<Victim, number>
  orders: number
  events: number
}

/** At most so long everybody works before something is killed, and again before all pause. */
const undisturbedMs = 600

/**
 * Lets several connections place orders and tell what becomes of them, and kills server, worker and database meanwhile, alone
 * and together. What was not answered is sent again; then everything acknowledged must be there, once.
 */
export async function killRounds({ dataDir, rounds, lanes, random }: KillRounds): Promise<KillTally> {
  const tally = { sent: 0, sentAgain: 0, replayed: 0, kills: { server: 0, worker: 0, database: 0 } }
  const docket = await startProcesses(dataDir)
  const all = Array.from({ length: lanes }, (_, lane) =>
    createLane({ name: `lane ${lane}`, url: docket.url, random, tally }),
  )
  for (let round = 1; round <= rounds; round += 1) {
    const chosen = choose(random)
    const what = `round ${round}, after killing ${chosen.join(' and ')}`
    await runRound(docket, all, { chosen, random }).catch((cause) => fail(what, cause))
    for (const victim of chosen) tally.kills[victim] += 1
    await withDatabase(dataDir, all).catch((cause) => fail(what, cause))
  }
  await docket.stop()
  const orders = all.flatMap((lane) => lane.orders)
  const events = orders.reduce((sum, { model }) => sum + model.events.length, 0)
  return { ...tally, orders: orders.length, events }
}

async function runRound(
  docket: DocketProcesses,
  lanes: readonly Lane[],
  { chosen, random }: { chosen: readonly Victim[]; random: () => number },
): Promise<void> {
  let isPaused = false
  const running = Promise.all(lanes.map((lane) => lane.run(() => isPaused)))
  const killing = (async () => {
    await sleep(random() * undisturbedMs)
    await docket.kill(chosen)
    await sleep(random() * undisturbedMs)
  })()
  try {
    // A lane that fails is told at once; the others end with what they are at.
    await Promise.race([running, killing])
    await killing
  } finally {
    isPaused = true
    await Promise.allSettled([running, killing])
  }
  await running
}

async function withDatabase(dataDir: string, lanes: readonly Lane[]): Promise<void> {
  const url = (await joinRunning(dataDir)) ?? ''
  const db = openDatabase({ url, poolSize: 2, onError: () => undefined })
  const orders = lanes.flatMap((lane) => lane.orders)
  await assertKept(db, dataDir, orders).finally(() => db.destroy())
}

/** Which of the three are killed: at least one, and every combination equally often. */
function choose(random: () => number): Victim[] {
  const bits = 1 + Math.floor(random() * (2 ** victims.length - 1))
  return victims.filter((_, i) => (bits & (1 << i)) !== 0)
}

function fail(what: string, cause: unknown): never {
  throw new Error(`${what}: ${cause instanceof Error ? cause.message : cause}`, { cause })
}
