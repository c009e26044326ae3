import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HistoryEntry } from '#contract/orders.ts'
import { at, created, startOrdersApp } from '../../../../test/support/orders-app.ts'
import { storeOrder } from '../../../../test/support/store-order.ts'

const { db, send, change } = await startOrdersApp()

describe('a history', () => {
  test('is paged from the oldest on, and each entry comes once', async () => {
    const id = await storeOrder(db, { created })
    for (const status of [20, 50, 60, 70, 40, 90]) await change(id, status, at('11:00'))
    const statuses: number[] = []
    let next = ''
    do {
      const { text } = await send(`/api/orders/${id}/history?limit=2${next}`)
      const page = JSON.parse(text)
      assert.equal(page.total, 7)
      statuses.push(...page.items.map(({ status }: HistoryEntry) => status))
      next = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (next !== '')
    assert.deepEqual(statuses, [10, 20, 50, 60, 70, 40, 90])
  })

  test('is a file, too', async () => {
    const id = await storeOrder(db, { created })
    await change(id, 777, { change: { ...at('11:00').change, reason: '=1+1', source: 'till "3"' } })
    await change(id, 110, at('11:30'))
    await change(id, 20, at('11:45'))
    const { text } = await send(`/api/orders/${id}/history.csv`)
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/,2026-[^,]*Z,(?=job|admin)/, ',…,'))
    assert.deepEqual(lines, [
      'status,status_name,at,received_at,actor,source,reason,applied,refusal',
      '10,NEW,2026-03-01T10:00:00.000Z,…,job:a-test,,,true,',
      `777,,2026-03-01T11:00:00.000Z,…,admin-key,"till ""3""",'=1+1,true,`,
      '110,CANCELED,2026-03-01T11:30:00.000Z,…,admin-key,,,true,',
      '20,ACCEPTED,2026-03-01T11:45:00.000Z,…,admin-key,,,false,transition-not-allowed',
    ])
  })
})

test('the table of statuses is there for programs', async () => {
  const { items, total } = JSON.parse((await send('/api/order-statuses')).text)
  assert.equal(total, 31)
  assert.deepEqual(items[0], {
    ...{ status: 4, statusName: 'BEFORE_PARSED', group: 'received', isEnd: false },
    nextGroups: [
      ...['received', 'accepted', 'kitchen', 'ready', 'delivering'],
      ...['done', 'cancelling', 'closed-badly'],
    ],
  })
  assert.deepEqual(
    items.find(({ status }: { status: number }) => status === 90),
    { status: 90, statusName: 'FINALIZED', group: 'done', isEnd: true, nextGroups: [] },
  )
})
