import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type DocketOptions, startDocket } from '../../test/lifecycle/docket-process.ts'

/** Lets a fresh `docket work`, alone on the database, import an uploaded job. Returns the most memory it had, in MiB. */
export async function measureWorker(docket: DocketOptions, url: string, jobId: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query("update jobs set status = 'queued', lease = lease + 1 where public_id = $1", [jobId])
  const worker = startDocket({ ...docket, args: ['work'] })
  try {
    await untilCompleted(client, jobId)
    return readPeakMib(worker.pid)
  } finally {
    worker.kill('SIGTERM')
    await worker.ended
    await client.end()
  }
}

async function untilCompleted(client: Client, jobId: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select status, error from jobs where public_id = $1', [jobId])
    if (rows[0]?.status === 'completed') return
    if (rows[0]?.status === 'failed') throw new Error(`the job failed: ${rows[0].error}`)
    await sleep(50)
  }
}

/** The peak that the kernel has counted. */
function readPeakMib(pid: number): number {
  const [, kib = 'NaN'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}
