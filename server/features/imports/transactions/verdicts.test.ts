import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, asyncProperty, assert as check, constantFrom, tuple } from 'fast-check'
import { openTestDatabase } from '../../../../test/support/database.ts'
import {
  makeTransactionsJob,
  readCounters,
  readRows,
  runTransactionsJob,
} from '../../../../test/support/transactions-job.ts'

const { db, url } = await openTestDatabase()

/** Few different values, so that rows collide in every way. */
const anyRow = tuple(
  constantFrom('a', 'a', 'b', 'B', 'é', '', 'x\ty', 'l'.repeat(256)),
  constantFrom('1', '1', '1.00', '-1', '50000.01', 'x', ''),
  constantFrom('2024-01-01', '2024-01-01', '2024-02-30', ''),
  constantFrom('', ',', ',one too many'),
)
type Row = readonly [id: string, amount: string, date: string, more: string]

test('every row gets the verdict that a plain reading of the rules gives it', async () => {
  await check(
    asyncProperty(array(anyRow, { maxLength: 40 }), async (rows) => {
      const lines = rows.map(([id, amount, date, more]) => `${id},${amount},${date}${more}\n`)
      const job = await makeTransactionsJob(
        db,
        `transaction_id,amount,date,note\n${lines.join('')}`,
        rows.length,
      )
      assert.equal(await runTransactionsJob(url, job), 'completed')
      const stored = await readRows(db, job, 'errors, is_suspicious')
      const verdicts = stored.map(([errors, isSuspicious]) => [codesOf(errors), isSuspicious])
      const expected = judge(rows)
      assert.deepEqual(verdicts, expected)
      const valid = expected.filter(([codes]) => codes.length === 0).length
      const suspicious = expected.filter(([, isSuspicious]) => isSuspicious).length
      const counted = [rows.length, rows.length, valid, rows.length - valid, suspicious, 100]
      assert.deepEqual(await readCounters(db, job), ['completed', ...counted])
    }),
    { numRuns: 40 },
  )
})

type Verdict = [codes: string[], isSuspicious: boolean]

function judge(rows: readonly Row[]): Verdict[] {
  const keepers = new Map<string, number>()
  return rows.map((row, i) => {
    const [codes, isSuspicious] = judgeAlone(row)
    const keeper = keepers.get(row[0])
    if (codes.length === 0 && keeper !== undefined) return [[`transaction-duplicate ${keeper}`], isSuspicious]
    if (codes.length === 0) keepers.set(row[0], i + 2)
    return [codes, isSuspicious]
  })
}

function judgeAlone([id, amount, date, more]: Row): Verdict {
  if (more === '') return [['too-few-fields'], false]
  const codes = [
    { '': 'value-missing', 'x\ty': 'control-character', [longId]: 'value-too-long' }[id],
    { '': 'value-missing', x: 'amount-invalid' }[amount],
    { '': 'value-missing', '2024-02-30': 'date-invalid' }[date],
  ]
  return [codes.filter((code) => code !== undefined), amount === '-1' || amount === '50000.01']
}

const longId = 'l'.repeat(256)

/** Of the stored reasons their codes, and the line they name. */
function codesOf(errors: unknown): string[] {
  const reasons = (errors ?? []) as { code: string; firstLine?: number }[]
  return reasons.map(({ code, firstLine }) => (firstLine === undefined ? code : `${code} ${firstLine}`))
}
