import assert from 'node:assert/strict'
import { after, afterEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../support/database.ts'
import { countRows, type ImportJob, makeFilesFolder, makeImportJob, readJob, until } from './import-job.ts'
import { type MakeEngine, type RowsImports, startRowsImports } from './start-rows-imports.ts'
import { endWorkers, startWorker } from './worker.ts'

/** What every engine has to show, whoever runs the work. */
export interface EngineUnderTest {
  /** As `worker-process.ts` knows it. */
  name: string
  makeEngine: MakeEngine
  /** Takes away everything that the engine knows of queued work. */
  loseData(url: string): Promise<void>
}

/** Far longer than anything takes here; a job that is stuck fails its test by it. */
const longMs = 30_000
/** Spec 3.1: a job goes on within 10 s of whatever happened to its process. */
const recoveryMs = 10_000

/** Runs jobs by the engine, whole processes included, and breaks what can be broken. */
export async function testEngine({ name, makeEngine, loseData }: EngineUnderTest): Promise<void> {
  const { db, url } = await openTestDatabase()
  const folder = makeFilesFolder()
  after(() => folder.remove())
  afterEach(endWorkers)
  const running: { stop(graceMs: number): Promise<void> }[] = []
  afterEach(async () => {
    for (const imports of running.splice(0)) await imports.stop(5_000)
  })

  async function start(options: Partial<RowsImports> = {}) {
    const imports = await startRowsImports({ db, url, folder: folder.path, makeEngine, ...options })
    running.push(imports)
    return imports
  }
  const worker = (leaseMs = 30_000) => startWorker([name, url, folder.path, String(leaseMs)])
  const makeJob = (records: number, options = {}) => makeImportJob(db, folder.path, records, options)
  const status = async (job: ImportJob) => (await readJob(db, job)).status
  const untilStored = (job: ImportJob, rows: number, timeoutMs = longMs) =>
    until(async () => (await readJob(db, job)).processed_records >= rows, timeoutMs, `${rows} rows stored`)

  async function assertWhole(job: ImportJob, timeoutMs = longMs): Promise<void> {
    await until(
      async () => !['queued', 'processing'].includes(await status(job)),
      timeoutMs,
      `the end of job ${job.id}`,
    )
    const { status: end, error, valid_records } = await readJob(db, job)
    assert.deepEqual([end, error, valid_records], ['completed', null, job.records])
    assert.deepEqual(await countRows(db, job), { rows: job.records, distinct: job.records })
  }

  describe(`the engine ${name}`, () => {
    test('runs what was started before it and what is started while it runs', async () => {
      const before = await makeJob(1_000)
      const { engine } = await start()
      const meanwhile = await makeJob(1_000)
      await engine.ensureStarted({ kind: 'import', id: meanwhile.publicId, turn: '0' })
      await assertWhole(before)
      await assertWhole(meanwhile)
    })

    test('runs a job once, however often and by however many processes it is started', async () => {
      const job = await makeJob(3_000, { chunkMs: 20 })
      const both = [await start(), await start()]
      const work = { kind: 'import', id: job.publicId, turn: '0' }
      for (let i = 0; i < 5; i += 1) await Promise.all(both.map(({ engine }) => engine.ensureStarted(work)))
      await assertWhole(job)
      assert.equal((await readJob(db, job)).lease, 1)
    })

    test('gives a small job its turn while large ones run in every slot', async () => {
      const large = [await makeJob(40_000, { chunkMs: 50 }), await makeJob(40_000, { chunkMs: 50 })]
      await start()
      for (const job of large) await untilStored(job, 100)
      const small = await makeJob(10)
      await assertWhole(small)
      for (const job of large) assert.equal(await status(job), 'processing')
      await sql`update jobs set status = 'cancelled' where status = 'processing'`.execute(db)
    })

    test('goes on with the job of a process that was killed, within 10 s', async () => {
      const job = await makeJob(30_000, { chunkMs: 10 })
      const victim = await worker()
      await untilStored(job, 2_000)
      await victim.kill('SIGKILL')
      const { processed_records } = await readJob(db, job)
      await worker()
      await untilStored(job, processed_records + 100, recoveryMs)
      await assertWhole(job)
    })

    test('takes nothing from a process that was paused past its lease and then goes on', async () => {
      const job = await makeJob(30_000, { chunkMs: 10 })
      const zombie = await worker(2_000)
      await untilStored(job, 2_000)
      await zombie.kill('SIGSTOP')
      const { processed_records, lease } = await readJob(db, job)
      await worker(2_000)
      await untilStored(job, processed_records + 100, recoveryMs)
      await zombie.kill('SIGCONT')
      await assertWhole(job)
      assert.ok((await readJob(db, job)).lease > lease)
    })

    test('frees a job whose holder was paused in the middle of a step, with everything it held', async () => {
      const job = await makeJob(10_000, { chunkMs: 10, fault: 'stop' })
      const zombie = await worker(2_000)
      await untilStored(job, 100)
      await worker(2_000)
      await untilStored(job, 300)
      await zombie.kill('SIGCONT')
      await assertWhole(job)
      assert.equal((await readJob(db, job)).failures, 0)
    })

    test('stops a job that is cancelled here, and one that is cancelled elsewhere', async () => {
      const jobs = [await makeJob(30_000, { chunkMs: 20 }), await makeJob(30_000, { chunkMs: 20 })]
      const { engine } = await start()
      for (const job of jobs) await untilStored(job, 300)
      await sql`update jobs set status = 'cancelled' where status = 'processing'`.execute(db)
      await engine.requestCancel('import', jobs[0]?.publicId ?? '')
      const stored = await Promise.all(jobs.map((job) => countRows(db, job)))
      const next = await makeJob(1_000)
      await assertWhole(next)
      assert.deepEqual(await Promise.all(jobs.map((job) => countRows(db, job))), stored)
    })

    for (const fault of ['step', 'exit', 'memory'] as const) {
      test(`tries again after a failure (${fault}), and forgets it with the next step`, async () => {
        const job = await makeJob(1_000, { fault })
        await start()
        await until(async () => (await readJob(db, job)).failures > 0, longMs, 'the failure to be counted')
        assert.match((await readJob(db, job)).error ?? '', /^attempt \d of 8 failed, it is tried again: /)
        await sql`update jobs set options = '{}' where id = ${job.id}`.execute(db)
        await assertWhole(job)
        assert.equal((await readJob(db, job)).failures, 0)
      })
    }

    test('fails a job after the eighth attempt, with the reason', async () => {
      const job = await makeJob(1_000, { fault: 'step' })
      await start()
      await until(async () => (await readJob(db, job)).failures > 0, longMs, 'the first failure')
      await sql`update jobs set failures = 7 where id = ${job.id}`.execute(db)
      await until(async () => (await status(job)) === 'failed', longMs, 'the end')
      assert.equal((await readJob(db, job)).error, '8 attempts failed: the step cannot be done')
    })

    test('waits while the database is away, and counts nothing', async () => {
      const job = await makeJob(30_000, { chunkMs: 10 })
      await start()
      await untilStored(job, 1_000)
      for (let i = 0; i < 3; i += 1) {
        const { processed_records } = await readJob(db, job)
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name in ('docket import', 'docket engine')
        `.execute(db)
        await untilStored(job, processed_records + 100, recoveryMs)
        assert.equal((await readJob(db, job)).failures, 0)
      }
      await assertWhole(job)
    })

    test('goes on when the engine has lost what it knew', async () => {
      const jobs = [await makeJob(10_000, { chunkMs: 10 }), await makeJob(10), await makeJob(10)]
      await start({ slots: 1 })
      await loseData(url)
      for (const job of jobs) await assertWhole(job)
    })

    test('lets a step end when it is told to stop, and leaves the rest to the next process', async () => {
      const job = await makeJob(30_000, { chunkMs: 20 })
      const first = await worker()
      await untilStored(job, 500)
      const begun = performance.now()
      await first.kill('SIGTERM')
      assert.equal(await first.ended, 0)
      assert.ok(performance.now() - begun < recoveryMs)
      assert.equal((await readJob(db, job)).failures, 0)
      await worker()
      await assertWhole(job)
    })

    test('runs scheduled work', async () => {
      const runs: string[] = []
      await start({
        handlers: {
          'clean-up': async (id) => {
            runs.push(id)
            return { next: 'done' }
          },
        },
        schedules: [{ kind: 'clean-up', cron: '* * * * *' }],
      })
      await until(async () => runs.length > 0, 150_000, 'the scheduled work')
      assert.equal(runs[0], 'clean-up')
    })
  })
}
