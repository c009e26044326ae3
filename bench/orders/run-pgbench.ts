import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeOrder, phonesCount } from './make-order.ts'
import type { Sent } from './send-orders.ts'

/**
 * Lets pgbench store orders, each by one prepared statement with the same rows as an intake: customer, order, document, two
 * events, four changes of the numbers, and the answer under an Idempotency-Key.
 */
export function runPgbench(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
): Sent {
  const folder = mkdtempSync(join(tmpdir(), 'docket-pgbench-'))
  try {
    writeFileSync(join(folder, 'order.sql'), script())
    const args = ['-n', '-M', 'prepared', '-f', 'order.sql', '-l', '--log-prefix', 'took']
    const size = ['-c', String(connections), '-j', '2', '-T', String(seconds)]
    execFileSync('pgbench', [...args, ...size, url], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    return readLogs(folder, seconds)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What an order is answered with, about as long. */
const answer = 'x'.repeat(2_700)

function script(): string {
  const document = makeOrder('NAME', 0.5)
  const { customer, deliveryAddress, items } = JSON.parse(document)
  const sent = JSON.stringify({ customer, deliveryAddress, items })
  return `
\\set n random(1, 9000000000000)
\\set p random(0, ${phonesCount - 1})
with found as (
  select id from customers where phone = '+358' || (40000000 + :p) for key share
), made as (
  insert into customers (phone, name) select '+358' || (40000000 + :p), 'John Doe' where not exists (select from found)
  on conflict do nothing returning id
), customer as (
  select id from found union all select id from made
), stored as (
  insert into orders (external_id, made_id, customer_id, status, status_group, source, created_at, updated_at, account, brand,
    channel_order_id, pickup_at, item_count, first_event_at, last_event_at, content_hash)
  select 'pgbench-' || :client_id || '-' || :n, null, id, 1, 'received', 'api', now() - interval '30 min', now(),
    '60bfc6dc4887c9851d5a0246', '60bfc6dc4887c9851d5a0245', 'C-' || :client_id || '-' || :n, now() - interval '10 min', 2,
    now() - interval '30 min', now() - interval '28 min', sha256(:n::text::bytea)
  from customer returning id, customer_id
), documents as (
  insert into order_documents (order_id, received, document)
  select id, '${document}', '${sent}' from stored
), events as (
  insert into order_events (order_id, at, status, applied, actor)
  select id, at, status, true, 'admin-key' from stored,
    (values (now() - interval '30 min', 4), (now() - interval '28 min', 1)) as happened (at, status)
), deltas as (
  insert into summary_deltas (kind, at, key, name, ms, change)
  select kind, at, coalesce(key, customer_id), name, ms, 1 from stored, (values
    ('order', now() - interval '30 min', null, null, null::bigint),
    ('stay', now() - interval '30 min', 4::bigint, null, 120000),
    ('standing', now() - interval '28 min', 1, null, null),
    ('total', null, 0, 'events', null)) as changed (kind, at, key, name, ms)
)
insert into idempotency_keys (scope, fingerprint, status, headers, body)
select sha256((:client_id || '-' || :n)::bytea), sha256(:n::text::bytea), 201,
  '{"content-type":"application/json; charset=utf-8","location":"/api/orders/1","etag":"\\"1\\""}', '${answer}'::bytea
from stored;
`
}

/** The log has a line for each transaction: client, number, microseconds, and more. */
function readLogs(folder: string, seconds: number): Sent {
  const took = readdirSync(folder)
    .filter((name) => name.startsWith('took'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => Number(line.split(' ')[2]) / 1_000)
    .toSorted((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { orders: took.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}
