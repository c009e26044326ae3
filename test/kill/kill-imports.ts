import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endAll } from '../lifecycle/docket-process.ts'
import { crashEverywhere } from './imports/crash-points.ts'
import { cutCommits } from './imports/cut-commits.ts'
import { fillDisk } from './imports/disk-full.ts'
import { randomKills } from './imports/random-kills.ts'
import { seededRandom } from './random.ts'

/** A part of the suite: says what it found, and throws what is wrong. */
type Part = (options: { dataDir: string; random: () => number }) => Promise<string>

/**
 * Breaks imports in every way that is known, and holds what they stored against their files: no row lost, none doubled, no
 * job stuck. `--part` runs one of its parts alone.
 */
async function killImports(): Promise<void> {
  const { rounds, cuts, seed, part, records } = readArguments()
  const parts: Readonly<Record<string, Part>> = {
    points: crashEverywhere,
    commits: (options) => cutCommits({ ...options, cuts }),
    disk: fillDisk,
    kills: async (options) => describeKills(await randomKills({ ...options, rounds, records })),
  }
  console.log(`seed ${seed}`)
  let failed = 0
  for (const [name, run] of Object.entries(parts)) {
    if (part !== undefined && part !== name) continue
    const dataDir = mkdtempSync(join(tmpdir(), 'docket-kill-imports-'))
    try {
      console.log(`${name}: ${await run({ dataDir, random: seededRandom(seed) })}`)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
    } catch (error) {
      failed += 1
      await endAll()
      console.log(`${name} failed: ${error instanceof Error ? error.message : error}`)
      console.log(`the data directory is kept: ${dataDir}`)
    }
  }
  process.exit(failed === 0 ? 0 : 1)
}

function describeKills({ kills, imports, progressMs }: Awaited<ReturnType<typeof randomKills>>): string {
  const sorted = progressMs.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  const { server, worker, database } = kills
  return [
    `${progressMs.length} rounds (server ${server}, worker ${worker}, database ${database} times),`,
    `${imports} imports whole, moving again after ${at(0.5)} ms (median), ${at(1)} ms (slowest)`,
  ].join(' ')
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '60' },
      cuts: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      records: { type: 'string', default: '100000' },
      part: { type: 'string' },
    },
  })
  const { rounds, cuts, seed, part, records } = values
  return { rounds: Number(rounds), cuts: Number(cuts), seed: Number(seed), records: Number(records), part }
}

await killImports()
