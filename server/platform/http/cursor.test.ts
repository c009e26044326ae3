import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createCursors } from './cursor.ts'
import { ProblemError } from './problem.ts'

const cursors = createCursors(Buffer.from('the secret of this installation'))
const filters = { status: 'completed', q: 'żółw' }

function assertRefused(cursor: string, given: unknown = filters, reader = cursors): void {
  assert.throws(
    () => reader.decode(cursor, given),
    (error) => {
      assert.ok(error instanceof ProblemError)
      assert.equal(error.refusal.code, 'values-invalid')
      assert.deepEqual(
        error.refusal.errors?.map(({ pointer, code }) => [pointer, code]),
        [['/cursor', 'cursor-invalid']],
      )
      return true
    },
  )
}

describe('a cursor', () => {
  test('gives back any position, exactly', () => {
    const values = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.constant(null)))
    fc.assert(
      fc.property(values, (position) => {
        assert.deepEqual(cursors.decode(cursors.encode(position, filters), filters), position)
      }),
    )
  })

  test('is read by every process with the same secret, whatever the order of its filters', () => {
    const other = createCursors(Buffer.from('the secret of this installation'))
    const cursor = cursors.encode(['a', 1], filters)
    assert.deepEqual(other.decode(cursor, { q: 'żółw', from: undefined, status: 'completed' }), ['a', 1])
  })

  test('is letters, digits, dash and underscore, so it needs no escaping in an address', () => {
    assert.match(cursors.encode(['\u{1f3ab}?&#/+ ', null, 12], filters), /^[\w-]+$/)
  })

  test('that is altered anywhere is refused', () => {
    const cursor = cursors.encode(['2026-01-01T00:00:00.000Z', 7], filters)
    for (let i = 0; i < cursor.length; i += 1) {
      const other = cursor[i] === 'A' ? 'B' : 'A'
      assertRefused(cursor.slice(0, i) + other + cursor.slice(i + 1))
    }
  })

  test('in another spelling of the same bytes is refused', () => {
    const cursor = cursors.encode(['ab'], filters)
    for (const spelling of [`${cursor}=`, `${cursor} `, ` ${cursor}`, `${cursor}\n`, `${cursor}.`])
      assertRefused(spelling)
  })

  test('that is made up is refused', () => {
    for (const cursor of [
      '',
      'x',
      'null',
      '[]',
      Buffer.from('["a"]').toString('base64url'),
      'A'.repeat(5_000),
    ])
      assertRefused(cursor)
  })

  test('of other filters, another list or another installation is refused', () => {
    const cursor = cursors.encode([7], filters)
    assertRefused(cursor, { ...filters, status: 'failed' })
    assertRefused(cursor, {})
    assertRefused(cursor, null)
    assertRefused(cursor, filters, cursors.within('/api/users'))
    assertRefused(cursors.within('/api/jobs').encode([7], filters), filters, cursors.within('/api/users'))
    assertRefused(cursor, filters, createCursors(Buffer.from('another secret')))
  })
})
