import { parseArgs } from 'node:util'
import { compareAroundLimits, compareCuts, compareOnNastyFiles } from '../support/compare-vouchers.ts'

/** Compares the engine with the reference for as long as one likes: `node test/vouchers/compare.ts --runs 100000 --seed 1`. */
const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = Number(values.runs ?? 10_000)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
console.log(`comparing ${runs} pairs of nasty files, seed ${seed}`)
await compareOnNastyFiles({ runs, seed })
await compareCuts({ runs: Math.ceil(runs / 10), seed })
await compareAroundLimits({ runs: Math.ceil(runs / 50), seed })
console.log('the engine and the reference agree on all of them')
