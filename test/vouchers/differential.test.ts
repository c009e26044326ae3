import { test } from 'node:test'
import { compareOnNastyFiles } from '../support/compare-vouchers.ts'

// A new seed each time finds new faults; `node test/vouchers/compare.ts --seed N` repeats one.
const seed = Date.now() % 2 ** 31
const runs = 600

test('the engine gives what the reference gives, on nasty files cut anywhere', async (t) => {
  t.diagnostic(`seed ${seed}, ${runs} pairs of files`)
  await compareOnNastyFiles({ runs, seed })
})
