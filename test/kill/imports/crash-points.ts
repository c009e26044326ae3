import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../../server/platform/database/database.ts'
import { type CrashAt, type CrashPoint, crashPoints } from './crash-process.ts'
import { withOwnDatabase } from './own-database.ts'
import { finishImport, makeSmallImport } from './small-import.ts'

const script = fileURLToPath(new URL('./crash-process.ts', import.meta.url))
/** More steps than any small import has. */
const stepsMax = 50

/** Lets imports of both kinds die at every named point, of every step where there are several, and finishes each. */
export function crashEverywhere({ dataDir }: { dataDir: string }): Promise<string> {
  return withOwnDatabase(dataDir, async (db, url) => {
    const hits: Record<CrashPoint, number> = {
      ...{ prepared: 0, taken: 0, 'step-begun': 0, 'step-written': 0, 'step-stored': 0 },
      ...{ finished: 0, completed: 0 },
    }
    let imports = 0
    // The kinds take turns: see `makeSmallImport`.
    for (const kind of [0, 1]) {
      for (const point of crashPoints) {
        for (let time = 1; time <= stepsMax; time += 1) {
          imports += 2
          if (!(await crashOnce(db, { dataDir, url, number: imports + kind, at: { point, time } }))) break
          hits[point] += 1
        }
      }
    }
    const missed = crashPoints.filter((point) => hits[point] < 2)
    if (missed.length > 0) throw new Error(`these points were never reached by both kinds: ${missed}`)
    const counts = crashPoints.map((point) => `${point} ${hits[point]}`).join(', ')
    return `died and finished whole: ${counts}`
  })
}

interface CrashOnce {
  dataDir: string
  url: string
  number: number
  at: Omit<CrashAt, 'url' | 'jobId' | 'files'>
}

/** Runs one import in a process that dies at the point, and finishes it here. @returns whether the point was reached */
async function crashOnce(db: Database, { dataDir, url, number, at }: CrashOnce): Promise<boolean> {
  const small = await makeSmallImport(db, dataDir, number)
  const crash: CrashAt = { ...at, url, jobId: small.jobId, files: small.files }
  const child = spawn(process.execPath, [script, JSON.stringify(crash)], { stdio: 'inherit' })
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the process to crash ended with ${code ?? signal}`)
  await finishImport(db, small, { url, readUrl: url, shouldPause: () => false })
  return signal === 'SIGKILL'
}
