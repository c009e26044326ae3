import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, property, string } from 'fast-check'
import { type Cell, cellText } from '../../../platform/csv/cell.ts'
import { createTransactionCheck } from './check-transaction.ts'

const right = { id: 't1', amount: '150.00', date: '2024-01-15', description: '', userId: '' }

describe('a row is valid', () => {
  test('with the needed values alone', () => {
    assert.deepEqual(verdict(right), {
      ...right,
      date: '2024-01-15T00:00:00.000Z',
      isSuspicious: false,
      faults: [],
    })
  })

  const limits = {
    'with an id of 255 code points': { id: '💳'.repeat(255) },
    'with an id that looks like a number': { id: '00012.0' },
    'with a description of 10,000 code points': { description: 'é'.repeat(10_000) },
    'with tabs and line ends in its description': { description: 'a\tb\r\nc' },
    'with a user of 255 code points': { userId: 'é'.repeat(255) },
  }
  for (const [title, values] of Object.entries(limits))
    test(title, () => {
      const { faults, ...row } = verdict({ ...right, ...values })
      assert.deepEqual(faults, [])
      assert.deepEqual({ ...row, ...values }, row)
    })
})

describe('a row is refused for', () => {
  const faults = {
    'no id': [{ id: '' }, ['transaction_id value-missing']],
    'an id of 256 code points': [{ id: 'é'.repeat(256) }, ['transaction_id value-too-long']],
    'a tab in its id': [{ id: 'a\tb' }, ['transaction_id control-character']],
    'a line end in its id': [{ id: 'a\nb' }, ['transaction_id control-character']],
    'no amount': [{ amount: '' }, ['amount value-missing']],
    'a bad amount': [{ amount: '$5' }, ['amount amount-invalid']],
    'no date': [{ date: '' }, ['date value-missing']],
    'a bad date': [{ date: '2024-02-30' }, ['date date-invalid']],
    'a description of 10,001 code points': [
      { description: 'é'.repeat(10_001) },
      ['description description-too-long'],
    ],
    'a user of 256 code points': [{ userId: 'x'.repeat(256) }, ['user_id value-too-long']],
    'a carriage return in its user': [{ userId: 'a\rb' }, ['user_id control-character']],
    'everything at once': [
      { id: '', amount: 'x', date: 'y', description: 'z'.repeat(10_001), userId: 'a\tb' },
      [
        'transaction_id value-missing',
        'amount amount-invalid',
        'date date-invalid',
        'description description-too-long',
        'user_id control-character',
      ],
    ],
  } as const
  for (const [title, [values, expected]] of Object.entries(faults))
    test(`${title}, which is then not kept as a value`, () => {
      const { faults: found, ...row } = verdict({ ...right, ...values })
      assert.deepEqual(found, expected)
      assert.deepEqual({ ...row, ...Object.fromEntries(Object.keys(values).map((name) => [name, ''])) }, row)
    })
})

test('a readable amount is suspicious also in a row that is refused for something else', () => {
  assert.equal(verdict({ ...right, amount: '-1', date: 'no' }).isSuspicious, true)
  assert.equal(verdict({ ...right, amount: '-1x' }).isSuspicious, false)
})

test('no verdict depends on the row before it', () => {
  const shared = createTransactionCheck()
  const reasons = (row: ReturnType<typeof shared>) =>
    row.faults.map(({ column, code }) => `${column} ${code}`)
  check(
    property(string(), string(), string(), (id, amount, date) => {
      const cells = toCells({ id, amount, date, description: amount, userId: id })
      shared(toCells({ id: date, amount: id, date: amount, description: id, userId: date }))
      assert.deepEqual(reasons(shared(cells)), reasons(createTransactionCheck()(cells)))
    }),
  )
})

function verdict(values: typeof right) {
  const row = createTransactionCheck()(toCells(values))
  return {
    id: cellText(row.id),
    amount: cellText(row.amount),
    date: cellText(row.date),
    description: cellText(row.description),
    userId: cellText(row.userId),
    isSuspicious: row.isSuspicious,
    faults: row.faults.map(({ column, code }) => `${column} ${code}`),
  }
}

function toCells({ id, amount, date, description, userId }: typeof right): Cell[] {
  return [id, amount, date, description, userId].map((text) => {
    const bytes = Buffer.from(text)
    return { bytes, start: 0, end: bytes.length }
  })
}
