import { test } from 'node:test'
import { compareAroundLimits, compareCuts, compareOnNastyFiles } from '../support/compare-vouchers.ts'

// A new seed each time finds new faults; `node test/vouchers/compare.ts --seed N` repeats one.
const seed = Date.now() % 2 ** 31
const runs = 250
const limitRuns = 5
const cutRuns = 30

test('the engine gives what the reference gives, on nasty files cut anywhere', async (t) => {
  t.diagnostic(`seed ${seed}, ${runs} pairs of files`)
  await compareOnNastyFiles({ runs, seed })
})

test('the engine gives what the reference gives around the limits of fields and rows', async (t) => {
  t.diagnostic(`seed ${seed}, ${limitRuns} pairs of files`)
  await compareAroundLimits({ runs: limitRuns, seed })
})

test('where a file is cut, and on how many threads it is read, changes no byte', async (t) => {
  t.diagnostic(`seed ${seed}, ${cutRuns} pairs of files`)
  await compareCuts({ runs: cutRuns, seed })
})
