import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { joinRunning } from '../../../server/platform/database/with-database-url.ts'

/** When an archiving is killed. */
export const moments = ['random', 'before-files-count', 'before-anything-moves', 'halfway'] as const
export type Moment = (typeof moments)[number]

const waitsMs = 15_000

/**
 * Resolves when the archiving that is under way has come to the moment, or has ended before. What holds it there is let
 * go by `release`.
 */
export async function untilMoment(
  dataDir: string,
  moment: Moment,
  { random, ended }: { random: () => number; ended: Promise<unknown> },
): Promise<{ release: () => Promise<void> }> {
  if (moment === 'random') {
    await Promise.race([sleep(400 + random() * 1_500), ended])
    return { release: async () => undefined }
  }
  const client = new Client({ connectionString: (await joinRunning(dataDir)) ?? '' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(`begin; set local lock_timeout = 0; ${holds[moment]}`)
  const deadline = performance.now() + waitsMs
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  while (!hasEnded && performance.now() < deadline && !(await isHeld(client))) await sleep(5)
  return { release: () => client.end().catch(() => undefined) }
}

/** Each archiving waits for what is locked here, at just that moment. */
const holds: Readonly<Record<Exclude<Moment, 'random'>, string>> = {
  // Its files are whole, and nothing says so yet.
  'before-files-count': 'lock table archive_groups in share row exclusive mode',
  'before-anything-moves': `select from orders where archive_id is null and status_group in ('done', 'closed-badly') for update`,
  // Some row groups are moved when the one with the latest order is reached.
  halfway: `select from orders where archive_id is null and status_group in ('done', 'closed-badly')
    order by id desc limit 1 for update`,
}

async function isHeld(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    'select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))',
  )
  return rows.length > 0
}
