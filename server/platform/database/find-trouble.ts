/** What is wrong outside of Docket and passes by itself, or when whoever runs it makes room. */
export type Trouble = 'disk-full' | 'unreachable'

/** Tells a full disk, and a database that cannot be reached, from everything else that an error may mean. */
export function findTrouble(error: unknown): Trouble | undefined {
  const { code, syscall } = codesOf(error)
  if (diskFullCodes.has(code)) return 'disk-full'
  const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo'
  return isConnecting || isConnectionLost(error, code) ? 'unreachable' : undefined
}

/** By the codes of PostgreSQL and of the system. */
const diskFullCodes = new Set(['53100', 'ENOSPC', 'EDQUOT'])

/**
 * Shutting down, crashed, starting up, the database dropped, ended for having been idle or paused too long, too many
 * connections, and whatever the system says of a connection.
 */
const connectionCodes = new Set([
  ...['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04', '53300'],
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ERR_STREAM_DESTROYED',
  ],
])

/** What the driver says, without a code, of a connection that is gone or cannot be had. */
const driverMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded when trying to connect|write after end)/

function isConnectionLost(error: unknown, code: string): boolean {
  if (connectionCodes.has(code) || code.startsWith('08')) return true
  return code === '' && error instanceof Error && driverMessages.test(error.message)
}

function codesOf(error: unknown): { code: string; syscall: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return codesOf(error.errors[0])
  if (!(error instanceof Error)) return { code: '', syscall: '' }
  return {
    code: 'code' in error ? String(error.code) : '',
    syscall: 'syscall' in error ? String(error.syscall) : '',
  }
}
