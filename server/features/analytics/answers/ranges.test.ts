import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultsOf, withKey } from '../../../../test/support/app.ts'
import { startFullApp } from '../../../../test/support/full-app.ts'

const { send } = await startFullApp()

describe('a range', () => {
  const base = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', granularity: 'day' }
  const refusals: [name: string, query: Record<string, string>, faults: string[]][] = [
    ['that ends before it begins', { to: '2025-12-31T00:00:00Z' }, ['/to too-small']],
    ['in no zone', { timezone: 'Europe/Atlantis' }, ['/timezone choice-unknown']],
    ['in an offset', { timezone: '+02:00' }, ['/timezone choice-unknown']],
    ['of an unknown granularity', { granularity: 'year' }, ['/granularity choice-unknown']],
    ['of 10,001 hours', { granularity: 'hour', to: '2027-02-21T17:00:00Z' }, ['/to too-many']],
    ['of ten thousand years', { from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' }, ['/to too-many']],
    [
      'that leaves the calendar',
      { from: '9999-12-31T00:00:00Z', to: '9999-12-31T23:59:59Z' },
      ['/to time-out-of-range'],
    ],
    [
      'before the calendar',
      { from: '0000-01-01T00:00:00Z', to: '0000-01-02T00:00:00Z', timezone: 'Asia/Tokyo' },
      ['/from time-out-of-range'],
    ],
    ['of bare days', { from: '2026-01-01' }, ['/from format-wrong']],
    ['of days that there are not', { from: '2026-02-30T00:00:00Z' }, ['/from format-wrong']],
    ['that begins in a leap second', { from: '2016-12-31T23:59:60Z' }, ['/from format-wrong']],
    ['with something else', { colour: 'red' }, ['/colour value-unknown']],
    [
      'several of it',
      { timezone: 'x', to: '2025-01-01T00:00:00Z' },
      ['/to too-small', '/timezone choice-unknown'],
    ],
  ]
  for (const [name, change, faults] of refusals)
    test(`${name} is refused`, async () => {
      for (const path of ['status-durations', 'throughput', 'status-durations.csv', 'throughput.csv']) {
        const query = new URLSearchParams({ ...base, ...change })
        const answer = await send(`/api/analytics/${path}?${query}`, { headers: withKey })
        assert.equal(answer.status, 422, answer.text)
        assert.deepEqual(faultsOf(answer), faults)
      }
    })

  test('without a bound or a granularity is refused', async () => {
    for (const missing of ['from', 'to', 'granularity']) {
      const query = new URLSearchParams(base)
      query.delete(missing)
      const answer = await send(`/api/analytics/throughput?${query}`, { headers: withKey })
      assert.deepEqual([answer.status, faultsOf(answer)], [422, [`/${missing} value-missing`]])
    }
  })

  test('of 10,000 hours is answered, and one with nothing in it too', async () => {
    const query = new URLSearchParams({ ...base, granularity: 'hour', to: '2027-02-21T16:00:00Z' })
    const hours = await send(`/api/analytics/throughput?${query}`, { headers: withKey })
    assert.equal(JSON.parse(hours.text).items.length, 10_000)
    const nothing = new URLSearchParams({ ...base, to: base.from })
    for (const path of ['status-durations', 'throughput']) {
      const answer = await send(`/api/analytics/${path}?${nothing}`, { headers: withKey })
      assert.deepEqual(JSON.parse(answer.text), {
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-01-01T00:00:00.000Z',
        granularity: 'day',
        timezone: 'UTC',
        widened: false,
        items: [],
        nextCursor: null,
      })
    }
  })

  test('that cuts a bucket is widened, and the answer says so', async () => {
    const query = new URLSearchParams({
      from: '2026-03-29T12:00:00+03:00',
      to: '2026-03-29T12:00:01+03:00',
      granularity: 'day',
      timezone: 'europe/helsinki',
    })
    const { items, ...said } = JSON.parse(
      (await send(`/api/analytics/throughput?${query}`, { headers: withKey })).text,
    )
    assert.equal(items.length, 1)
    assert.deepEqual(said, {
      from: '2026-03-28T22:00:00.000Z',
      to: '2026-03-29T21:00:00.000Z',
      granularity: 'day',
      timezone: 'Europe/Helsinki',
      widened: true,
      nextCursor: null,
    })
  })
})
