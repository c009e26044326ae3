import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openTestDatabase } from '../../../../test/support/database.ts'
import {
  makeTransactionsJob,
  manyRows,
  readCounters,
  readRows,
  runTransactionsJob,
} from '../../../../test/support/transactions-job.ts'
import type { ImportKind } from '../import-kind.ts'
import { LeaseLost } from '../run/lease-lost.ts'
import { transactionsImport } from './transactions-import.ts'

const { db, url } = await openTestDatabase()
const header = 'transaction_id,amount,date,description,user_id\n'

describe('an import that ends in the middle goes on where it stood', () => {
  const rows = 40_000
  // Every tenth row repeats an id, so that there is work in each phase.
  const text = manyRows(rows, (row) => (row % 10 === 9 ? row - 9 : row))
  const expected = ['completed', rows, rows, rows * 0.9, rows * 0.1, 0, 100]

  test('when it pauses after each step', async () => {
    const job = await makeTransactionsJob(db, header + text, rows)
    let slices = 1
    while ((await runTransactionsJob(url, job, { shouldPause: () => true })) === 'paused') slices++
    assert.ok(slices >= 4, `${slices} slices`)
    assert.deepEqual(await readCounters(db, job), expected)
  })

  for (const when of ['before', 'after'] as const)
    test(`when it breaks down ${when} each step is stored`, async () => {
      const job = await makeTransactionsJob(db, header + text, rows)
      let breaks = 0
      for (;;) {
        const end = await runTransactionsJob(url, job, {
          leaseMs: 0,
          kind: breakingDown(when, breaks),
        }).catch(() => 'broken')
        if (end === 'completed') break
        breaks++
        assert.ok(breaks < 40, 'it goes on and on')
      }
      assert.ok(breaks >= 4, `${breaks} breaks`)
      assert.deepEqual(await readCounters(db, job), expected)
      assert.equal((await readRows(db, job, 'distinct row_number')).length, rows)
    })

  test('when the index was built and nobody heard of it', async () => {
    const job = await makeTransactionsJob(db, header + text, rows)
    await runTransactionsJob(url, job, {
      kind: { ...transactionsImport, run: async (run) => transactionsImport.run(run).then(() => 'paused') },
    })
    assert.equal(await runTransactionsJob(url, job), 'completed')
    assert.deepEqual(await readCounters(db, job), expected)
  })
})

/** Breaks down at one step: the first run at its first one, the next at its first one too, so that each makes one step of progress. */
function breakingDown(when: 'before' | 'after', breaks: number): ImportKind {
  // Before a step nothing is gained, so each run goes one step further.
  const stepsUntil = when === 'before' ? 2 : 1
  return {
    ...transactionsImport,
    run(run) {
      let steps = 0
      return transactionsImport.run({
        ...run,
        async commit(step) {
          steps++
          if (breaks < 30 && steps === stepsUntil && when === 'before') throw new LeaseLost()
          await run.commit(step)
          if (breaks < 30 && steps === stepsUntil && when === 'after')
            throw new Error('the connection is lost')
        },
      })
    },
  }
}
