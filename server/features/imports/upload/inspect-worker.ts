import { parentPort, workerData } from 'node:worker_threads'
import { inspectFile } from './inspect-file.ts'

// Runs in a worker thread of its own, because reading a large file takes seconds.
parentPort?.postMessage(inspectFile(workerData))
