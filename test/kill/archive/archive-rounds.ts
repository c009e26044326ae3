import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPostmasterFile } from '../../../server/platform/database/embedded/postmaster-file.ts'
import { startDocket, until } from '../../lifecycle/docket-process.ts'
import { killKey } from '../imports/docket-api.ts'
import { withClient } from '../imports/docket-processes.ts'
import { assertKept, type KeptOrders, placeOrders, tellLate } from './kept-orders.ts'
import { type Moment, moments, untilMoment } from './moments.ts'

export interface ArchiveRounds {
  dataDir: string
  rounds: number
  /** How many orders come in before each round. */
  orders: number
  random: () => number
}

const before = '2026-08'
const env = { DOCKET_ADMIN_API_KEY: killKey, LOG_LEVEL: 'error' }
const readyWithinMs = 30_000
const attemptsMax = 5

/** @returns what was done, as a line */
export async function archiveRounds({ dataDir, rounds, orders, random }: ArchiveRounds): Promise<string> {
  const server = startDocket({ dataDir, env })
  const url = await server.ready(readyWithinMs)
  const kept: KeptOrders = new Map()
  const kills = { archiving: 0, database: 0 }
  for (let round = 1; round <= rounds; round += 1) {
    const moment = moments[Math.floor(random() * moments.length)] ?? 'random'
    const victim = random() < 0.3 ? 'database' : 'archiving'
    await placeOrders(url, { count: orders, mark: `round-${round}`, random, kept })
    for (const id of some(kept, 5, random)) await tellLate(url, id, kept)
    await killOnce(dataDir, moment, victim, random)
    kills[victim] += 1
    await untilReady(url)
    await archiveToTheEnd(dataDir)
    const what = `round ${round}, after killing ${victim} at ${moment}`
    await check(dataDir, what)
    await assertKept(url, some(kept, 40, random), kept)
  }
  await assertKept(url, [...kept.keys()], kept)
  server.kill('SIGTERM')
  await server.ended
  return `${rounds} rounds (archiving ${kills.archiving}, database ${kills.database} times killed), ${kept.size} orders as before`
}

async function killOnce(
  dataDir: string,
  moment: Moment,
  victim: 'archiving' | 'database',
  random: () => number,
): Promise<void> {
  const archiving = startDocket({ args: ['archive', '--before', before], dataDir, env })
  const { release } = await untilMoment(dataDir, moment, { random, ended: archiving.ended })
  const { pid } = readPostmasterFile(join(dataDir, 'postgres')) ?? {}
  if (victim === 'database' && pid !== undefined) process.kill(pid, 'SIGKILL')
  else archiving.kill('SIGKILL')
  await archiving.ended
  await release()
}

async function archiveToTheEnd(dataDir: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const archiving = startDocket({ args: ['archive', '--before', before], dataDir, env })
    const { code } = await archiving.ended
    if (code === 0) return
    // The lock of one that was killed is gone when the database has seen it.
    if (attempt === attemptsMax) throw new Error(`archiving ends with ${code}: ${archiving.output()}`)
    await sleep(500)
  }
}

/** Everything that ended is archived, whole; the files are those that the database knows; the numbers are right. */
async function check(dataDir: string, what: string): Promise<void> {
  const { rows } = await withClient(dataDir, (client) =>
    client.query(`
      select (select count(*) from orders where archive_id is null
          and status_group in ('done', 'closed-badly') and last_event_at < '${before}-01') as left,
        (select count(*) from order_events e join orders o on o.id = e.order_id where o.archive_id is not null) as stray,
        (select count(*) from archives where state <> 'dropped') as unfinished,
        array(select name from archive_files order by name) as names
    `),
  )
  const { names, ...counts } = rows[0] ?? {}
  for (const [name, count] of Object.entries(counts))
    if (Number(count) !== 0) throw new Error(`${what}: ${name} is ${count}`)
  const files = readdirSync(join(dataDir, 'archives')).sort()
  if (files.length === 0 || JSON.stringify(files) !== JSON.stringify(names))
    throw new Error(`${what}: there are the files ${files} and not ${names}`)
  const reconciling = startDocket({ args: ['reconcile'], dataDir, env })
  const { code } = await reconciling.ended
  if (code !== 0) throw new Error(`${what}: the numbers are wrong:\n${reconciling.output()}`)
}

async function untilReady(url: string): Promise<void> {
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isReady, readyWithinMs, () => 'the server is not ready again')
}

/** So many of the orders, any of them. */
function some(kept: KeptOrders, count: number, random: () => number): string[] {
  const ids = [...kept.keys()]
  return Array.from(
    { length: Math.min(count, ids.length) },
    () => ids[Math.floor(random() * ids.length)] ?? '',
  )
}
