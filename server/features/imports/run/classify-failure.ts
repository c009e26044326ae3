/** What to do about a failed attempt: wait until something outside is well again, or count it against the job. */
export interface Failure {
  kind: 'wait' | 'count'
  /** One line, for whoever looks at the job. */
  reason: string
}

/** Tells what is wrong outside of the job, and passes by itself, from what may be wrong with the job. */
export function classifyFailure(error: unknown): Failure {
  const { code, syscall } = codesOf(error)
  if (diskFullCodes.has(code)) return { kind: 'wait', reason: 'waiting: the disk is full' }
  const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo'
  if (isConnecting || isConnectionLost(error, code))
    return { kind: 'wait', reason: 'waiting: the database cannot be reached' }
  return { kind: 'count', reason: reasonOf(error) }
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

const reasonLengthMax = 500

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [line = ''] = text.split('\n')
  return line.slice(0, reasonLengthMax) || 'an error without a message'
}
