import { test } from 'node:test'
import { compareImports } from '../support/compare-ticket-imports.ts'
import { openTestDatabase } from '../support/database.ts'

const database = await openTestDatabase()
// A new seed each time finds new faults; `node test/vouchers/compare-imports.ts --seed N` repeats one.
const seed = Date.now() % 2 ** 31
const runs = 60

test('the server gives what the command gives, on nasty files', async (t) => {
  t.diagnostic(`seed ${seed}, ${runs} pairs of files`)
  await compareImports(database, { runs, seed })
})
