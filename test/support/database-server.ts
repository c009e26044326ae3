import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endProcessesIn } from '../../server/platform/database/embedded/end-processes.ts'
import { readPostmasterFile } from '../../server/platform/database/embedded/postmaster-file.ts'
import { startEmbeddedPostgres } from '../../server/platform/database/embedded/start-embedded-postgres.ts'

/** A PostgreSQL server that lives as long as some tests. */
export interface DatabaseServer {
  url: string
  stop(): Promise<void>
}

/** Names the server that tests use; when it is unset, they start an embedded one. Its user may create databases. */
export const serverVariable = 'DOCKET_TEST_DATABASE_URL'

let shared: DatabaseServer | undefined

/** Starts one server for a whole test run, for `node --test --test-global-setup`. */
export async function globalSetup(): Promise<void> {
  if (process.env[serverVariable] !== undefined) return
  shared = await startDatabaseServer()
  // Each test file runs in a process of its own, which gets its environment from this one.
  process.env[serverVariable] = shared.url
}

/** Ends the server of the test run, also of one that failed. */
export async function globalTeardown(): Promise<void> {
  await shared?.stop()
}

/** Starts an embedded server on a directory of its own, which goes with it. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  await removeLeftovers()
  const dataDir = await makeTestDirectory()
  const server = await startEmbeddedPostgres({ dataDir, say: () => {} })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Makes a directory that the next test run removes if this process cannot. */
export function makeTestDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), `docket-test-postgres-${process.pid}-`))
}

/** Removes what killed test runs of this user left behind: servers that still run, and their directories. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.match(/^docket-test-postgres-(\d+)-/)?.[1]
    const directory = join(tmpdir(), name)
    if (owner === undefined || isAlive(Number(owner)) || !(await isOurs(directory))) continue
    const cluster = join(directory, 'postgres')
    await endProcessesIn(cluster, readPostmasterFile(cluster)?.pid)
    await rm(directory, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Any other fault says that the process is there but belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

async function isOurs(directory: string): Promise<boolean> {
  const found = await stat(directory).catch(() => undefined)
  return found?.uid === process.getuid?.()
}
