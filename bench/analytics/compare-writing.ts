import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Client } from 'pg'

const run = promisify(execFile)

/** How many orders a second were taken, with the numbers and without. */
export interface WritingSample {
  with: number
  without: number
}

export interface Writing {
  url: string
  key: string
  seconds: number
  connections: number
}

/**
 * Sends orders as fast as they are taken, once as always and once with a trigger that drops every change of the numbers, so
 * that nothing is written for them and nothing has to be counted.
 */
export async function compareWriting(client: Client, writing: Writing): Promise<WritingSample> {
  await client.query(`
    create or replace function bench_drop() returns trigger language plpgsql as $$ begin return null; end $$`)
  const counted = await sendOrders(writing)
  await untilCounted(client)
  await client.query(
    'create trigger bench_drop before insert on summary_deltas for each row execute function bench_drop()',
  )
  const dropped = await sendOrders(writing)
  await client.query('drop trigger bench_drop on summary_deltas')
  return { with: counted, without: dropped }
}

async function sendOrders({ url, key, seconds, connections }: Writing): Promise<number> {
  const script = join(import.meta.dirname, '..', 'orders', 'send-orders.ts')
  const options = ['--url', url, '--key', key, '--connections', `${connections}`, '--seconds', `${seconds}`]
  const { stdout } = await run(process.execPath, [script, ...options])
  const sent = JSON.parse(stdout)
  return sent.orders / sent.seconds
}

async function untilCounted(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select from summary_deltas limit 1')
    if (rows.length === 0) return
    await sleep(50)
  }
}
