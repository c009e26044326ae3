import { importKinds } from '../../../server/entry/import-kinds.ts'
import type { ImportFile, ImportKind, ImportRun, Step } from '../../../server/features/imports/import-kind.ts'
import { runOne } from './small-import.ts'

/** Where an import may die: in the order in which it comes by. */
export const crashPoints = [
  'prepared',
  'taken',
  'step-begun',
  'step-written',
  'step-stored',
  'finished',
  'completed',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** What to run, and where to die: when it comes by the point for that time, from 1. */
export interface CrashAt {
  url: string
  jobId: string
  files: readonly ImportFile[]
  point: CrashPoint
  time: number
}

/** Kills this process when it comes by the point for the time that was asked for. */
function createCrash({ point, time }: CrashAt): (at: CrashPoint) => void {
  let times = 0
  return (at) => {
    if (at !== point) return
    times += 1
    if (times === time) process.kill(process.pid, 'SIGKILL')
  }
}

function withCrashes(kind: ImportKind, pass: (at: CrashPoint) => void): ImportKind {
  const commitWithCrashes = (run: ImportRun) => async (step: Step) => {
    const write: Step['write'] = async (tx, client) => {
      pass('step-begun')
      await step.write(tx, client)
      pass('step-written')
    }
    await run.commit({ ...step, write })
    pass('step-stored')
  }
  return {
    ...kind,
    async prepare(tx, jobId) {
      await kind.prepare(tx, jobId)
      pass('prepared')
    },
    async run(run) {
      pass('taken')
      const end = await kind.run({ ...run, commit: commitWithCrashes(run) })
      pass('finished')
      return end
    },
  }
}

const [text] = process.argv.slice(2)
if (text !== undefined && import.meta.main) {
  // The suite that starts this process passes exactly this.
  const crash = JSON.parse(text) as CrashAt
  const pass = createCrash(crash)
  const kinds = {
    transactions: withCrashes(importKinds.transactions, pass),
    tickets: withCrashes(importKinds.tickets, pass),
  }
  await runOne({ ...crash, kinds })
  pass('completed')
}
