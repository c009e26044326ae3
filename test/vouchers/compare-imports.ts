import { test } from 'node:test'
import { parseArgs } from 'node:util'
import { compareImports } from '../support/compare-ticket-imports.ts'
import { openTestDatabase } from '../support/database.ts'

/** Compares the server with the command for as long as one likes: `node test/vouchers/compare-imports.ts --runs 2000 --seed 1`. */
const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = Number(values.runs ?? 1_000)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const database = await openTestDatabase()

test(`the server and the command agree on ${runs} pairs of nasty files, seed ${seed}`, () =>
  compareImports(database, { runs, seed }))
