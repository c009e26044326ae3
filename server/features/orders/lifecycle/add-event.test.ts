import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { orderStatuses } from '#contract/order-statuses.ts'
import type { Delta } from '../../analytics/deltas/delta.ts'
import { addEvent } from './add-event.ts'
import { deltasOfChange } from './deltas-of-change.ts'
import { foldEvents, type LifecycleEvent, type Verdict } from './fold-events.ts'

const anyEvent: fc.Arbitrary<LifecycleEvent> = fc.record({
  status: fc.oneof(
    { arbitrary: fc.constantFrom(...orderStatuses.map(({ code }) => code)), weight: 9 },
    { arbitrary: fc.constantFrom(0, 777, 778), weight: 1 },
  ),
  // Few instants, so that events of one instant are the normal case.
  at: fc.integer({ min: 1, max: 8 }),
  isForced: fc.constantFrom(false, false, false, false, true),
})
const manyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 14 })

/** By `at`, and those of one instant as they came. */
function sorted(events: readonly LifecycleEvent[]): LifecycleEvent[] {
  return events.toSorted((a, b) => a.at - b.at)
}

/** Tells an order one event after the other, and keeps what each of them changed. */
function arrive(arrivals: readonly LifecycleEvent[]) {
  let events: LifecycleEvent[] = []
  let verdicts: Verdict[] = []
  const deltas: Delta[] = []
  for (const event of arrivals) {
    const { before, after, verdict, rejudged } = addEvent(events, event)
    const place = events.filter(({ at }) => at <= event.at).length
    for (const { index, verdict: now } of rejudged) verdicts[index] = now
    events = events.toSpliced(place, 0, event)
    verdicts = verdicts.toSpliced(place, 0, verdict)
    deltas.push(...deltasOfChange(before, after))
  }
  return { events, verdicts, deltas }
}

/** What is left when changes that undo each other are taken away. */
function sum(deltas: readonly Delta[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const delta of deltas) {
    const { change, ...what } = { change: 1, ...delta }
    const key = JSON.stringify(what)
    const value = (sums.get(key) ?? 0) + change
    if (value === 0) sums.delete(key)
    else sums.set(key, value)
  }
  return sums
}

function shuffleOf<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
}

describe('an event that is added', () => {
  test('leaves every other with the verdict that the whole history gives it', () => {
    fc.assert(
      fc.property(manyEvents, (arrivals) => {
        const { events, verdicts } = arrive(arrivals)
        assert.deepEqual(events, sorted(arrivals))
        assert.deepEqual(verdicts, foldEvents(events).verdicts)
      }),
    )
  })

  test('changes the numbers to what they are for the whole history', () => {
    fc.assert(
      fc.property(manyEvents, (arrivals) => {
        const { events, deltas } = arrive(arrivals)
        assert.deepEqual(sum(deltas), sum(deltasOfChange(undefined, foldEvents(events))))
      }),
    )
  })

  test('comes to the same in any order of arrival that keeps the order within an instant', () => {
    const shuffled = manyEvents.chain((arrivals) => {
      const instants = [...new Set(arrivals.map(({ at }) => at))]
      return fc.tuple(fc.constant(arrivals), shuffleOf(arrivals.map(({ at }) => at)), fc.constant(instants))
    })
    fc.assert(
      fc.property(shuffled, ([arrivals, order, instants]) => {
        const queues = new Map(instants.map((at) => [at, arrivals.filter((event) => event.at === at)]))
        const other = order.flatMap((at) => queues.get(at)?.splice(0, 1) ?? [])
        const [one, two] = [arrive(arrivals), arrive(other)]
        assert.deepEqual(two.verdicts, one.verdicts)
        assert.deepEqual(sum(two.deltas), sum(one.deltas))
      }),
    )
  })

  test('that comes late may turn a later one into refused, and back by force', () => {
    const [created, ready, late] = [
      { status: 10, at: 1, isForced: false },
      { status: 20, at: 5, isForced: false },
      { status: 70, at: 3, isForced: false },
    ]
    const { rejudged, verdict } = addEvent([created, ready], late)
    assert.equal(verdict, 'applied')
    assert.deepEqual(rejudged, [{ index: 1, verdict: 'transition-not-allowed' }])
    const forced = addEvent([created, late, ready], { status: 4, at: 4, isForced: true })
    assert.deepEqual(forced.rejudged, [{ index: 2, verdict: 'applied' }])
  })

  test('is told what the order was when it came', () => {
    const events = [
      { status: 10, at: 1, isForced: false },
      { status: 90, at: 5, isForced: false },
    ]
    const late = addEvent(events, { status: 50, at: 3, isForced: false })
    assert.deepEqual(late.standing, { status: 10, group: 'received' })
    assert.equal(addEvent(events, { status: 50, at: 0, isForced: false }).standing, undefined)
  })
})
