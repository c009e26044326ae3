import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { socketPort, socketUrl } from '../../../server/platform/database/embedded/cluster-paths.ts'
import { type DocketProcess, launcher, startDocket, until } from '../../lifecycle/docket-process.ts'
import { killKey, makeOwner, readJob, startImport } from './docket-api.ts'
import { ticketFiles, transactionsFile } from './import-files.ts'
import { assertImported } from './imported.ts'

const megabytes = 320
const records = 100_000
/** A database that the full disk has ended is started again after pauses of at most 30 s. */
const endWithinMs = 90_000
const saysWithinMs = 20_000

/** Fills the disk of a server while its imports run: they say so, wait, and go on when there is room again. */
export async function fillDisk({ dataDir }: { dataDir: string }): Promise<string> {
  if (spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'docket', '/mnt']).status !== 0)
    return 'left out: only root can mount a disk for one process'
  const docket = startDocket({
    dataDir,
    env: { DOCKET_ADMIN_API_KEY: killKey, LOG_LEVEL: 'fatal' },
    command: 'unshare',
    args: [
      ...['--mount', 'sh', '-c'],
      `mount -t tmpfs -o size=${megabytes}m docket "$DOCKET_DATA_DIR" && exec "$0" serve`,
      launcher,
    ],
  })
  const url = await docket.ready()
  // The disk is mounted for that process alone; this is the way to it from here.
  const disk = `/proc/${docket.pid}/root${dataDir}`
  const waits = await importOnFullDisk(docket, url, disk)
  docket.kill('SIGTERM')
  await docket.ended
  return `both imports said so after ${waits.join(' and ')} ms, and ended whole when there was room`
}

async function importOnFullDisk(docket: DocketProcess, url: string, disk: string): Promise<number[]> {
  await withDatabase(disk, keepRoomForTheLog)
  const owner = await makeOwner(url)
  const imports = []
  // Uploaded while there is room; both run at once, and what they store does not fit.
  for (const files of [transactionsFile('2001', records), ticketFiles('2002', records)])
    imports.push(await startImport(url, owner, files))
  const film = join(disk, 'film')
  fill(film)
  const begun = performance.now()
  const waits: number[] = []
  for (const { jobId } of imports) {
    let says = ''
    await until(
      async () => {
        says = await saysOf(url, jobId)
        // It is still queued when not even its first step could begin.
        return /^(queued|processing) waiting: the disk is full$/.test(says)
      },
      saysWithinMs,
      () => `job ${jobId} says "${says}" on a full disk:\n${docket.output()}`,
    )
    waits.push(Math.round(performance.now() - begun))
  }
  rmSync(film)
  for (const { jobId } of imports)
    await until(
      async () => (await saysOf(url, jobId)) === 'completed null',
      endWithinMs,
      () => `job ${jobId} does not end:\n${docket.output()}`,
    )
  for (const one of imports) await withDatabase(disk, (client) => assertImported(client, one))
  return waits
}

/** A database that cannot even write its log ends; here it is its tables that must not grow. */
async function keepRoomForTheLog(client: Client): Promise<void> {
  for (let segments = 0; segments < 4; segments += 1) {
    await client.query('create table if not exists film (n int); insert into film values (1)')
    await client.query('select pg_switch_wal()')
  }
  await client.query('drop table film')
  await client.query('checkpoint')
}

/** Takes all the room that there is. */
function fill(path: string): void {
  mkdirSync(join(path, '..'), { recursive: true })
  const file = openSync(path, 'w')
  for (const size of [1 << 20, 1 << 12])
    try {
      for (;;) if (writeSync(file, Buffer.alloc(size, 1)) < size) break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  closeSync(file)
}

async function saysOf(url: string, jobId: string): Promise<string> {
  // While the database is being started again, nobody can say anything.
  const job = await readJob(url, jobId).catch(() => undefined)
  return job === undefined ? 'nothing' : `${job['status']} ${job['error']}`
}

async function withDatabase<T>(disk: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: socketUrl(join(disk, 'run')), port: socketPort })
  client.on('error', () => undefined)
  await client.connect()
  return use(client).finally(() => client.end())
}
