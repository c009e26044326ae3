import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../lifecycle/docket-process.ts'
import { makeOwner, startImport } from './docket-api.ts'
import { type DocketProcesses, startProcesses, type Victim, victims } from './docket-processes.ts'
import { ticketFiles, transactionsFile } from './import-files.ts'
import { assertImported, readErrors, readProgress, type StartedImport } from './imported.ts'

export interface RandomKills {
  dataDir: string
  rounds: number
  records: number
  random: () => number
}

/** What happened, for the report. */
export interface RandomKillsTally {
  kills: Record<Victim, number>
  imports: number
  /** How long after each restart something moved again. */
  progressMs: number[]
}

/** A job must move again within 10 s of a restart (spec 3.1). */
const progressWithinMs = 10_000
/** All five imports together take a few seconds when nobody disturbs them. */
const endWithinMs = 120_000
/** At most so long runs what is killed next. */
const undisturbedMs = 1_500

/**
 * Kills server, worker and database at random, alone and together, while five imports run; new ones follow as long as there
 * are rounds.
 * @throws an Error for a row that is lost or doubled, a job that is stuck, or one that does not move in time
 */
export async function randomKills({
  dataDir,
  rounds,
  records,
  random,
}: RandomKills): Promise<RandomKillsTally> {
  const tally: RandomKillsTally = { kills: { server: 0, worker: 0, database: 0 }, imports: 0, progressMs: [] }
  const docket = await startProcesses(dataDir)
  const owner = await makeOwner(docket.url())
  let imports = await startImports(docket, owner, tally, records)
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(random() * undisturbedMs)
    const chosen = choose(random)
    await docket.kill(chosen)
    for (const victim of chosen) tally.kills[victim] += 1
    tally.progressMs.push(
      await untilProgress(docket, `round ${round}, after killing ${chosen.join(' and ')}`),
    )
    if ((await docket.query(readProgress)) !== undefined) continue
    await assertAll(docket, imports)
    imports = await startImports(docket, owner, tally, records)
  }
  await until(
    async () => (await docket.query(readProgress)) === undefined,
    endWithinMs,
    () => 'some job is stuck',
  )
  await assertAll(docket, imports)
  await docket.stop()
  return tally
}

/** Two imports of tickets and three of transactions, all at once. */
async function startImports(
  docket: DocketProcesses,
  owner: string,
  tally: RandomKillsTally,
  records: number,
): Promise<StartedImport[]> {
  const started: StartedImport[] = []
  for (const makeFiles of [ticketFiles, ticketFiles, transactionsFile, transactionsFile, transactionsFile]) {
    tally.imports += 1
    // Ids of tickets are numbers; a mark of one length is never the beginning of another's id.
    const mark = String(1_000 + tally.imports)
    started.push(await startImport(docket.url(), owner, makeFiles(mark, records)))
  }
  return started
}

async function assertAll(docket: DocketProcesses, imports: readonly StartedImport[]): Promise<void> {
  for (const one of imports) await docket.query((client) => assertImported(client, one))
}

/** Waits until something has moved since the restart, or nothing is left to do. Returns how long that took. */
async function untilProgress(docket: DocketProcesses, what: string): Promise<number> {
  const begun = performance.now()
  const before = await docket.query(readProgress)
  let errors: readonly string[] = []
  await until(
    async () => {
      const now = await docket.query(readProgress)
      errors = await docket.query(readErrors)
      return now === undefined || now !== before
    },
    progressWithinMs,
    () => [`${what}: nothing moves`, ...errors].join('\n'),
  )
  return performance.now() - begun
}

/** Which of the three are killed: at least one, and every combination equally often. */
function choose(random: () => number): Victim[] {
  const bits = 1 + Math.floor(random() * (2 ** victims.length - 1))
  return victims.filter((_, i) => (bits & (1 << i)) !== 0)
}
