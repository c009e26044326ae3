import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareLookups } from './share-lookups.ts'

/** Lookups that end when the test says so. */
function openLookups() {
  const lookups: { key: string; end: (value: string) => void; fail: (error: Error) => void }[] = []
  const find = shareLookups((key: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    lookups.push({ key, end: resolve, fail: reject })
    return promise
  })
  return { lookups, find }
}

test('whoever asks while a lookup runs gets the next one, which they share', async () => {
  const { lookups, find } = openLookups()
  const first = find('a')
  const others = [find('a'), find('a'), find('a')]
  assert.equal(lookups.length, 1)
  lookups[0]?.end('old')
  assert.equal(await first, 'old')
  assert.equal(lookups.length, 2)
  const late = find('a')
  lookups[1]?.end('new')
  assert.deepEqual(await Promise.all(others), ['new', 'new', 'new'])
  lookups[2]?.end('newest')
  assert.equal(await late, 'newest')
})

test('other keys do not wait', async () => {
  const { lookups, find } = openLookups()
  const both = [find('a'), find('b')]
  assert.deepEqual(
    lookups.map(({ key }) => key),
    ['a', 'b'],
  )
  for (const { key, end } of lookups) end(key)
  assert.deepEqual(await Promise.all(both), ['a', 'b'])
})

test('a lookup that fails fails those who share it, and nobody after them', async () => {
  const { lookups, find } = openLookups()
  const first = find('a')
  const next = find('a')
  lookups[0]?.fail(new Error('the database is away'))
  await assert.rejects(first, /is away/)
  lookups[1]?.end('back')
  assert.equal(await next, 'back')
  const again = find('a')
  lookups[2]?.end('again')
  assert.equal(await again, 'again')
})
