import type { ImportFile } from '../import-kind.ts'
import type { Failure } from './classify-failure.ts'
import type { Lease } from './lease-queries.ts'
import type { SliceEnd } from './run-slice.ts'

/** What an import's thread is given. */
export interface ImportThreadData {
  url: string
  /** The public id of the job. */
  jobId: string
  files: readonly ImportFile[]
  leaseMs: number
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** One 32-bit number, 1 as soon as the import is to pause. */
  pause: SharedArrayBuffer
}

/** What an import's thread says: that it has the job, and then how its slice ended or failed. */
export type ImportThreadMessage =
  | { type: 'taken'; lease: Lease }
  | { type: 'ended'; end: SliceEnd }
  | { type: 'failed'; failure: Failure }
