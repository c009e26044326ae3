import { parentPort, workerData } from 'node:worker_threads'
import { runStage } from './crew.ts'
import type { Stages } from './stages.ts'

// Runs in a worker of a crew: carries out each stage that it is told, and answers with what it found.
parentPort?.on('message', ({ stage, work }: { stage: keyof Stages; work: unknown }) => {
  try {
    parentPort?.postMessage({ result: runStage(stage, work, workerData, () => {}) })
  } catch (error) {
    // A message keeps an error's text and stack, but not the system's code.
    parentPort?.postMessage({
      error,
      code: error instanceof Error && 'code' in error ? error.code : undefined,
    })
  }
})
