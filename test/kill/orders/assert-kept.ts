import { sql } from 'kysely'
import { reconcile } from '../../../server/features/reconcile/reconcile.ts'
import type { Database } from '../../../server/platform/database/database.ts'
import { assertReconciled } from '../../support/reconcile.ts'
import type { KnownOrder } from './order-lane.ts'

/**
 * Holds what is stored against what was acknowledged: each order once, with exactly its events, and the numbers right.
 * @throws an Error that says what is lost, doubled or wrong
 */
export async function assertKept(
  db: Database,
  dataDir: string,
  orders: readonly KnownOrder[],
): Promise<void> {
  const { rows } = await sql<{ id: string; events: string }>`
    select o.public_id as id,
      string_agg(concat_ws(' ', e.status, coalesce(e.refusal, 'applied')), ', ' order by e.at, e.id) as events
    from orders o left join order_events e on e.order_id = o.id group by o.id
  `.execute(db)
  const stored = new Map(rows.map(({ id, events }) => [id, events]))
  for (const { id, model } of orders) {
    const expected = describe(model)
    if (stored.get(id) !== expected)
      throw new Error(`${id} has had ${stored.get(id)}\ninstead of ${expected}`)
  }
  if (rows.length !== orders.length)
    throw new Error(`${rows.length} orders are stored, of which ${orders.length} were acknowledged`)
  await assertReconciled(db)
  const { first } = await reconcile({ db, config: { dataDir } })
  if (first.length > 0) throw new Error(`numbers differ: ${JSON.stringify(first)}`)
}

function describe(model: KnownOrder['model']): string {
  const { verdicts } = model.state()
  return model.events
    .map(({ status }, index) => {
      const verdict = verdicts[index]
      return `${status} ${verdict === 'refused' ? 'transition-not-allowed' : verdict}`
    })
    .join(', ')
}
