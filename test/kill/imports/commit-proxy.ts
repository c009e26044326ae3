import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a client and PostgreSQL, and cuts connections just after it has passed a COMMIT on. */
export interface CommitProxy {
  port: number
  /** How many connections were cut. */
  cuts(): number
  close(): Promise<void>
}

/** What commits: a COMMIT, or a statement of its own that ends a job. */
const commit = /^\s*commit\b|\bupdate jobs set[^;]*status = '(completed|failed)'/i

/**
 * Starts the proxy in front of the server behind the socket at `socketPath`.
 * @param cutsAfter says, for a new connection, at which of its commits it is cut, from 1
 */
export async function startCommitProxy(socketPath: string, cutsAfter: () => number): Promise<CommitProxy> {
  let cuts = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(socketPath)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => undefined)
    }
    upstream.on('data', (bytes) => client.write(bytes))
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.end())
    const findCut = createCutFinder(cutsAfter())
    client.on('data', (bytes) => {
      const end = findCut(bytes)
      if (end === undefined) return void upstream.write(bytes)
      cuts += 1
      // The server gets the COMMIT and then the end of the connection; its answer reaches nobody.
      upstream.end(bytes.subarray(0, end))
      client.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // A server that listens on a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Follows what a client sends, message by message, until the commit after which it is cut: where that ends in the bytes. */
function createCutFinder(commits: number): (bytes: Buffer) => number | undefined {
  let pending = Buffer.alloc(0)
  let isStarted = false
  let left = commits
  // A parsed statement is carried out when its Sync arrives; a simple query by itself.
  let isParsed = false

  function isCut(type: string, body: Buffer): boolean {
    if (type === 'P') isParsed = commit.test(body.toString())
    const commitsNow = (type === 'Q' && commit.test(body.toString())) || (type === 'S' && isParsed)
    if (type === 'S') isParsed = false
    if (commitsNow) left -= 1
    return commitsNow && left === 0
  }

  return (bytes) => {
    const before = pending.length
    pending = Buffer.concat([pending, bytes])
    let at = 0
    for (;;) {
      const header = isStarted ? 5 : 4
      if (pending.length < at + header) break
      const length = pending.readUInt32BE(at + header - 4) + header - 4
      if (pending.length < at + length) break
      const type = isStarted ? String.fromCharCode(pending[at] ?? 0) : ''
      const body = pending.subarray(at + header, at + length)
      isStarted = true
      at += length
      if (isCut(type, body)) return at - before
    }
    pending = pending.subarray(at)
    return undefined
  }
}
