import { existsSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { checkPort } from '../platform/check-port.ts'
import type { Config } from '../platform/config.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { clusterPaths } from '../platform/database/embedded/cluster-paths.ts'
import { checkClusterVersion } from '../platform/database/embedded/create-cluster.ts'
import { findProcessesIn } from '../platform/database/embedded/find-processes.ts'
import { binariesIn, findPackage } from '../platform/database/embedded/locate-binaries.ts'
import { isFsyncOn } from '../platform/database/is-fsync-on.ts'
import { listMigrations } from '../platform/database/migrator.ts'
import { reachServer } from '../platform/database/reach-server.ts'
import { joinRunning } from '../platform/database/with-database-url.ts'
import { isProcessLockHeld } from '../platform/process-lock.ts'
import { readServerFile, serverLockPath } from '../platform/server-file.ts'
import type { Finding } from './doctor-finding.ts'
import { isWritable } from './doctor-installation.ts'

const gibibyte = 1024 ** 3

/** Looks at what a running Docket uses: its data directory, its port, its database. */
export async function checkRunning(config: Config): Promise<Finding[]> {
  const server = attempt('server', () => checkServer(config))
  const port = attempt('port', () => checkFreePort(config))
  const cluster = attempt('cluster', () => checkCluster(config))
  const database = attempt('database', () => checkDatabase(config))
  return [
    ...checkDataDirectory(config.dataDir),
    ...(await Promise.all([server, port, cluster, database])).flat(),
  ]
}

/** What a check throws is what is wrong; none of them may hide the findings of the others. */
async function attempt(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    return [{ check, state: 'problem', message: error instanceof Error ? error.message : String(error) }]
  }
}

function checkDataDirectory(dataDir: string): Finding[] {
  const check = 'data directory'
  const there = existsSync(dataDir)
  const nearest = nearestExisting(dataDir)
  if (!statSync(nearest).isDirectory() || !isWritable(nearest)) {
    const what = there
      ? `${dataDir} is not writable for this user`
      : `${dataDir} cannot be made in ${nearest}`
    const advice = 'set DOCKET_DATA_DIR to a folder of this user'
    return [{ check, state: 'problem', message: what, advice }]
  }
  const message = there ? dataDir : `${dataDir} will be made by the first start`
  return [{ check, state: 'ok', message }, checkDisk(nearest)]
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path))
}

function checkDisk(path: string): Finding {
  const check = 'disk'
  const { bavail, bsize } = statfsSync(path)
  const free = (bavail * bsize) / gibibyte
  const message = `${free.toFixed(1)} GiB free`
  if (free >= 2) return { check, state: 'ok', message }
  const advice = 'make room: the database stops when the disk is full'
  return { check, state: free < 0.25 ? 'problem' : 'warning', message, advice }
}

async function checkServer(config: Config): Promise<Finding[]> {
  const check = 'server'
  if (!existsSync(config.dataDir) || !isProcessLockHeld(serverLockPath(config.dataDir)))
    return [{ check, state: 'ok', message: 'not running on this data directory' }]
  const { pid, url } = readServerFile(config.dataDir) ?? {}
  if (url === undefined) return [{ check, state: 'ok', message: `starting or stopping (process ${pid})` }]
  const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
  if (ready?.ok) return [{ check, state: 'ok', message: `runs on ${url} (process ${pid}) and is ready` }]
  const how = ready === undefined ? 'does not answer' : `answers ${ready.status}`
  return [
    {
      check,
      state: 'problem',
      message: `process ${pid} runs, but ${url}/readyz ${how}`,
      advice: 'read its log',
    },
  ]
}

async function checkFreePort(config: Config): Promise<Finding[]> {
  const isOurs = existsSync(config.dataDir) && isProcessLockHeld(serverLockPath(config.dataDir))
  if (isOurs) return []
  await checkPort(config)
  return [{ check: 'port', state: 'ok', message: `${config.port} on ${config.host} is free` }]
}

async function checkCluster(config: Config): Promise<Finding[]> {
  if (config.databaseUrl !== undefined || !existsSync(config.dataDir)) return []
  const check = 'cluster'
  const paths = clusterPaths(realpathSync(config.dataDir))
  checkClusterVersion(paths.cluster, binariesIn(findPackage()).major)
  if (!existsSync(paths.cluster))
    return [{ check, state: 'ok', message: 'none yet; the first start makes it' }]
  const owner = statSync(paths.cluster).uid
  const uid = process.getuid?.() ?? 0
  if (uid !== 0 && owner !== uid) {
    const advice = 'start Docket as that user'
    return [{ check, state: 'problem', message: `it belongs to another user (id ${owner})`, advice }]
  }
  const left = isProcessLockHeld(paths.lock) ? [] : await findProcessesIn(paths.cluster)
  if (left.length === 0) return [{ check, state: 'ok', message: paths.cluster }]
  const message = `a PostgreSQL runs here without its Docket (process ${left.join(', ')})`
  return [{ check, state: 'warning', message, advice: 'the next start ends it and goes on' }]
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  const url = config.databaseUrl ?? (await joinRunning(config.dataDir))
  if (url === undefined)
    return [
      {
        check: 'database',
        state: 'ok',
        message: 'not running, so not looked into; start Docket to see the rest',
      },
    ]
  const version = await reachServer(url)
  const db = openDatabase({ url, poolSize: 2, onError: () => undefined })
  try {
    return [
      { check: 'database', state: 'ok', message: `PostgreSQL ${version} answers` },
      await checkFsync(db),
      await checkMigrations(db),
    ]
  } finally {
    await db.destroy()
  }
}

async function checkFsync(db: Database): Promise<Finding> {
  const check = 'fsync'
  if (await isFsyncOn(db)) return { check, state: 'ok', message: 'on' }
  const advice = 'switch it on: without it a power cut loses committed data'
  return { check, state: 'problem', message: 'off', advice }
}

async function checkMigrations(db: Database): Promise<Finding> {
  const check = 'migrations'
  const states = await listMigrations(db)
  const unknown = states.filter(({ state }) => state === 'unknown')
  const pending = states.filter(({ state }) => state === 'pending')
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ')
    return { check, state: 'problem', message: `made by a newer Docket (${names})`, advice: 'update Docket' }
  }
  if (pending.length === 0) return { check, state: 'ok', message: `all ${states.length} are applied` }
  const advice = 'run `docket migrate up`, or start the server, which does it'
  return { check, state: 'warning', message: `${pending.length} of ${states.length} are not applied`, advice }
}
