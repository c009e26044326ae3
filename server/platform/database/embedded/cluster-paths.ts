import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Where the embedded database keeps what, below one data directory. */
export interface ClusterPaths {
  dataDir: string
  /** The cluster itself: what PostgreSQL calls its data directory. */
  cluster: string
  /** What a directory is called in which a new cluster is being made. */
  unfinishedPrefix: string
  log: string
  lock: string
  socketDir: string
}

/** The port in the name of the socket file; nothing listens on a network port. */
export const socketPort = 5432

/** The shortest limit of the systems we run on: macOS takes 103 bytes, Linux 107. */
const socketPathBytesMax = 103

/** Names the paths; makes none of them. */
export function clusterPaths(dataDir: string): ClusterPaths {
  return {
    dataDir,
    cluster: join(dataDir, 'postgres'),
    unfinishedPrefix: 'postgres.new-',
    log: join(dataDir, 'postgres.log'),
    lock: join(dataDir, 'postgres.lock'),
    socketDir: socketDirectory(dataDir),
  }
}

/** The address of the database `name` behind the sockets in `socketDir`. */
export function socketUrl(socketDir: string, name = 'docket'): string {
  // The host of an address cannot be a path, so `localhost` stands there and the `host` parameter overrides it.
  return `postgres://docket@localhost:${socketPort}/${name}?host=${encodeURIComponent(socketDir)}&sslmode=disable`
}

/** `run` in the data directory, or a short path of its own where that would be too long for a socket. */
function socketDirectory(dataDir: string): string {
  const inside = join(dataDir, 'run')
  if (Buffer.byteLength(join(inside, `.s.PGSQL.${socketPort}`)) <= socketPathBytesMax) return inside
  const id = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return `/tmp/docket-${process.getuid?.() ?? 0}-${id}`
}
