import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { orderStatuses, type StatusGroup } from '#contract/order-statuses.ts'
import { foldEvents } from './fold-events.ts'
import { groupAfter, isEnd, isEndStatus, mayFollow, nameOfStatus, nextStatuses } from './status-table.ts'

// Written down once more, apart from the table: which codes there are, and what may follow what.
const codes: Readonly<Record<StatusGroup, readonly number[]>> = {
  received: [4, 1, 2, 3, 5, 6, 7, 10, 25],
  accepted: [20, 40],
  kitchen: [50, 60],
  ready: [70],
  delivering: [80, 81, 83, 84, 85, 87, 89],
  cancelling: [100],
  done: [90, 95],
  'closed-badly': [30, 35, 110, 115, 120, 121, 124],
}
const columns = [
  ...(['received', 'accepted', 'kitchen', 'ready'] as const),
  ...(['delivering', 'cancelling', 'done', 'closed-badly'] as const),
]
const matrix: Readonly<Record<StatusGroup, string>> = {
  received: '++++++++',
  accepted: '.+++++++',
  kitchen: '..++++++',
  ready: '...+++++',
  delivering: '....++++',
  cancelling: '......++',
  done: '........',
  'closed-badly': '........',
}

const unknownCodes = [0, 8, 11, 99, 101, 125, 777, 2_147_483_647]
const allCodes = columns.flatMap((group) => codes[group].map((code) => ({ code, group })))

function isAllowed(from: StatusGroup, to: StatusGroup): boolean {
  return matrix[from][columns.indexOf(to)] === '+'
}

/** What becomes of an order with one status that is told another one. */
function tell(first: number, second: number, isForced = false) {
  return foldEvents([
    { status: first, at: 1_000, isForced: false },
    { status: second, at: 3_000, isForced },
  ])
}

describe('the table of statuses', () => {
  test('has every code once, in its group', () => {
    const listed = orderStatuses.map(({ code, group }) => ({ code, group }))
    const byCode = (a: { code: number }, b: { code: number }) => a.code - b.code
    assert.deepEqual(listed.toSorted(byCode), allCodes.toSorted(byCode))
    assert.equal(new Set(orderStatuses.map(({ name }) => name)).size, 31)
  })

  test('answers every cell: each known status after each known status', () => {
    for (const from of allCodes) {
      for (const to of allCodes) {
        const { verdicts, status, group, stays } = tell(from.code, to.code)
        const cell = `${from.code} -> ${to.code}`
        if (from.code === to.code) assert.deepEqual(verdicts, ['applied', 'repeated'], cell)
        else if (isAllowed(from.group, to.group)) assert.deepEqual(verdicts, ['applied', 'applied'], cell)
        else assert.deepEqual(verdicts, ['applied', 'transition-not-allowed'], cell)
        const now = verdicts[1] === 'applied' ? to : from
        assert.deepEqual({ code: status, group }, now, cell)
        assert.equal(
          stays.some((stay) => isEndStatus(stay.status)),
          false,
          cell,
        )
      }
    }
  })

  test('lets an unknown code come from every group that is no end, and leaves the group as it was', () => {
    for (const { code, group } of allCodes) {
      const isOver = group === 'done' || group === 'closed-badly'
      for (const unknown of unknownCodes) {
        const folded = tell(code, unknown)
        assert.deepEqual(folded.verdicts[1], isOver ? 'transition-not-allowed' : 'applied')
        assert.equal(folded.status, isOver ? code : unknown)
        assert.equal(folded.group, group)
      }
    }
  })

  test('lets after an unknown code come what may follow the group', () => {
    for (const unknown of unknownCodes) {
      assert.equal(nameOfStatus(unknown), null)
      assert.equal(tell(unknown, 777_777).group, 'received')
      for (const from of allCodes) {
        for (const to of allCodes) {
          const { verdicts } = foldEvents(
            [from.code, unknown, to.code].map((status, at) => ({ status, at, isForced: false })),
          )
          const isOver = !isAllowed(from.group, 'done')
          const expected = isAllowed(from.group, to.group) ? 'applied' : 'transition-not-allowed'
          assert.equal(verdicts[2], isOver && from.code === to.code ? 'repeated' : expected)
        }
      }
    }
  })

  test('lets a forced event come after everything but the same status', () => {
    for (const from of [...allCodes.map(({ code }) => code), ...unknownCodes]) {
      for (const to of [...allCodes.map(({ code }) => code), ...unknownCodes]) {
        const { verdicts, status } = tell(from, to, true)
        assert.equal(verdicts[1], from === to ? 'repeated' : 'applied')
        assert.equal(status, to)
      }
    }
  })

  test('counts any first event', () => {
    for (const { code, group } of allCodes) {
      const { verdicts, status, group: now } = foldEvents([{ status: code, at: 0, isForced: false }])
      assert.deepEqual([verdicts, status, now], [['applied'], code, group])
    }
  })

  test('says of every group what may follow, which is what is let through', () => {
    for (const group of columns) {
      for (const { code } of allCodes) {
        const next = nextStatuses({ status: code, group }).map(({ status }) => status)
        const allowed = allCodes.filter((to) => to.code !== code && isAllowed(group, to.group))
        assert.deepEqual(next.toSorted(), allowed.map((to) => to.code).toSorted())
        assert.equal(
          next.every((to) => mayFollow(group, to)),
          true,
        )
      }
      assert.equal(isEnd(group), matrix[group] === '........')
    }
  })

  test('takes the group of a known code, else the one before, else the first', () => {
    assert.equal(groupAfter(undefined, 20), 'accepted')
    assert.equal(groupAfter('ready', 777), 'ready')
    assert.equal(groupAfter(undefined, 777), 'received')
  })
})
