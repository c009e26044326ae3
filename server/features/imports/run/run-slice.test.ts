import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import {
  countRows,
  type ImportJob,
  makeFilesFolder,
  makeImportJob,
  readJob,
} from '../../../../test/engine/import-job.ts'
import { rowsKind } from '../../../../test/engine/rows-kind.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { openConnection } from '../../../platform/database/open-connection.ts'
import { createLog } from '../../../platform/log.ts'
import type { ImportKind } from '../import-kind.ts'
import { runSlice, type Slice, type SliceEnd } from './run-slice.ts'

const { db, url } = await openTestDatabase()
const folder = makeFilesFolder()
after(() => folder.remove())
const log = createLog({ logLevel: 'silent' })

describe('a slice', () => {
  test('stores every row once and completes the job', async () => {
    const job = await makeImportJob(db, folder.path, 1_050)
    assert.equal(await run(job), 'completed')
    assert.deepEqual(await countRows(db, job), { rows: 1_050, distinct: 1_050 })
    assert.deepEqual(await readJob(db, job), {
      status: 'completed',
      error: null,
      lease: 1,
      failures: 0,
      processed_records: 1_050,
      valid_records: 1_050,
      progress_percent: 100,
    })
  })

  test('that pauses is continued by the next one where it stood', async () => {
    const job = await makeImportJob(db, folder.path, 1_050)
    let looks = 0
    assert.equal(await run(job, { shouldPause: () => looks++ > 3 }), 'paused')
    assert.deepEqual(await countRows(db, job), { rows: 400, distinct: 400 })
    assert.equal((await readJob(db, job)).progress_percent, 38)
    assert.equal(await run(job), 'completed')
    assert.deepEqual(await countRows(db, job), { rows: 1_050, distinct: 1_050 })
    assert.equal((await readJob(db, job)).lease, 2)
  })

  test('of an empty file completes the job', async () => {
    const job = await makeImportJob(db, folder.path, 0)
    assert.equal(await run(job), 'completed')
    assert.equal((await readJob(db, job)).progress_percent, 100)
  })

  test('that fails leaves the job as its last step left it', async () => {
    const job = await makeImportJob(db, folder.path, 1_050, { fault: 'step' })
    await assert.rejects(run(job), /the step cannot be done/)
    assert.deepEqual(await countRows(db, job), { rows: 100, distinct: 100 })
    assert.equal((await readJob(db, job)).processed_records, 100)
  })

  test('fails the job for good when a file cannot be used, and says why', async () => {
    const job = await makeImportJob(db, folder.path, 1_050, { fault: 'file' })
    assert.equal(await run(job), 'failed')
    const { status, error } = await readJob(db, job)
    assert.deepEqual([status, error], ['failed', 'rows.csv: byte 7 is not UTF-8'])
  })

  test('does not get a job that is not started, ended, not due, or not there', async () => {
    const job = await makeImportJob(db, folder.path, 1)
    for (const status of ['pending', 'completed', 'failed', 'cancelled']) {
      await sql`update jobs set status = ${status}, valid_records = 1 where id = ${job.id}`.execute(db)
      assert.equal(await run(job), 'free', status)
    }
    await sql`
      update jobs set status = 'queued', next_attempt_at = now() + interval '1 minute' where id = ${job.id}
    `.execute(db)
    assert.equal(await run(job), 'free')
    assert.equal(await run({ ...job, publicId: 'nothing' }), 'free')
  })
})

describe('two slices of one job', () => {
  test('at the same moment: one runs, the other does not get it', async () => {
    const job = await makeImportJob(db, folder.path, 1_050)
    const ends = await Promise.all(Array.from({ length: 4 }, () => run(job)))
    assert.deepEqual(ends.toSorted(), ['completed', 'free', 'free', 'free'])
    assert.deepEqual(await countRows(db, job), { rows: 1_050, distinct: 1_050 })
  })

  test('of which the older is past its lease: the newer takes the job, the older writes nothing', async () => {
    const job = await makeImportJob(db, folder.path, 1_050)
    const newer: { end?: SliceEnd } = {}
    const older = await run(job, {
      leaseMs: 0,
      beforeStep: async (step) => {
        if (step === 3) newer.end = await run(job)
      },
    })
    assert.deepEqual([older, newer.end], ['lost', 'completed'])
    assert.deepEqual(await countRows(db, job), { rows: 1_050, distinct: 1_050 })
  })

  test('of which the older was told to pause past its lease: it takes nothing from the newer', async () => {
    const job = await makeImportJob(db, folder.path, 1_050)
    let pauses = false
    const older = await run(job, {
      leaseMs: 0,
      shouldPause: () => pauses,
      beforeStep: async (step) => {
        if (step < 3) return
        pauses = true
        await run(job, { shouldPause: () => true })
      },
    })
    assert.equal(older, 'lost')
    assert.equal((await readJob(db, job)).lease, 2)
  })
})

test('a cancelled job gets no further row', async () => {
  const job = await makeImportJob(db, folder.path, 1_050)
  const end = await run(job, {
    beforeStep: async (step) => {
      if (step === 3) await sql`update jobs set status = 'cancelled' where id = ${job.id}`.execute(db)
    },
  })
  assert.equal(end, 'lost')
  assert.deepEqual(await countRows(db, job), { rows: 200, distinct: 200 })
  assert.equal((await readJob(db, job)).processed_records, 200)
})

test('a step that begins where the job does not stand stores nothing', async () => {
  const job = await makeImportJob(db, folder.path, 1_050)
  const moved = run(job, {
    beforeStep: async (step) => {
      if (step === 3) await sql`update job_parts set byte_offset = 0 where job_id = ${job.id}`.execute(db)
    },
  })
  await assert.rejects(moved, /part 0 of the job does not stand at byte/)
  assert.deepEqual(await countRows(db, job), { rows: 200, distinct: 200 })
  assert.equal((await readJob(db, job)).processed_records, 200)

  const elsewhere = run(await makeImportJob(db, folder.path, 1_050), {
    beforeStep: async (step) => {
      if (step === 2) await sql`update jobs set phase = 'other' where phase = 'rows'`.execute(db)
    },
  })
  await assert.rejects(elsewhere, /the job stands in the phase other, and the step belongs to rows/)
})

test('a job whose holder died is free at once, long before its lease is over', async () => {
  const job = await makeImportJob(db, folder.path, 1_050, { fault: 'step' })
  await assert.rejects(run(job))
  await sql`update jobs set options = '{}' where id = ${job.id}`.execute(db)
  assert.equal(await run(job), 'completed')
  assert.deepEqual(await countRows(db, job), { rows: 1_050, distinct: 1_050 })
})

interface RunOptions extends Partial<Pick<Slice, 'leaseMs' | 'shouldPause'>> {
  /** Called before the step of that number, from 1. */
  beforeStep?: (step: number) => Promise<unknown>
}

/** Runs a slice on a connection of its own, which ends with it. */
async function run(job: ImportJob, { beforeStep, ...options }: RunOptions = {}): Promise<SliceEnd> {
  const connection = await openConnection(url, assert.ifError)
  const kind = withHook(rowsKind, beforeStep)
  try {
    return await runSlice({
      jobId: job.publicId,
      files: job.files,
      ...connection,
      kinds: { transactions: kind, tickets: kind },
      log,
      leaseMs: 30_000,
      shouldPause: () => false,
      onTaken() {},
      ...options,
    })
  } finally {
    await connection.close()
  }
}

function withHook(kind: ImportKind, beforeStep: RunOptions['beforeStep']): ImportKind {
  let steps = 0
  const run: ImportKind['run'] = (given) =>
    kind.run({
      ...given,
      async commit(step) {
        await beforeStep?.(++steps)
        await given.commit(step)
      },
    })
  return { ...kind, run }
}
