import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { ProblemError } from '../../../platform/http/problem.ts'

/** What one password costs: 19 MiB and two passes, the least that OWASP recommends for argon2id. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const
const saltBytes = 16
const tagBytes = 32

/** Hashes a password, as a PHC string (`$argon2id$v=19$m=…`). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const tag = await derive(password, salt, cost)
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`
}

/** Compares a password with a hash. Without a hash it takes as long, and is false. */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const stored = parse(hash ?? nobodysHash)
  if (stored === undefined) throw new Error('a stored password has a form that is not known')
  const tag = await derive(password, stored.salt, stored.cost)
  return timingSafeEqual(tag, stored.tag) && hash != null
}

/** True when a hash was made at another cost than passwords cost now. */
export function isOutdated(hash: string): boolean {
  const stored = parse(hash)?.cost
  return (
    stored?.memory !== cost.memory || stored.passes !== cost.passes || stored.parallelism !== cost.parallelism
  )
}

interface StoredPassword {
  cost: { memory: number; passes: number; parallelism: number }
  salt: Buffer
  tag: Buffer
}

function parse(hash: string): StoredPassword | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]{16,})\$([\w+/]{43})$/.exec(hash)
  if (match === null) return undefined
  const [, memory, passes, parallelism, salt = '', tag = ''] = match
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

const argon2Async = promisify(argon2)

let running = 0
const waiting: (() => void)[] = []

/** Two at once: libuv has four threads, and reading files must not wait for guesses. */
const runningMax = 2
const waitingMax = 100

async function derive(
  password: string,
  nonce: Buffer,
  { memory, passes, parallelism }: StoredPassword['cost'],
) {
  if (running >= runningMax) await waitForTurn()
  else running += 1
  try {
    // One letter can be typed in several ways; NFKC makes them one.
    const message = Buffer.from(password.normalize('NFKC'))
    return await argon2Async('argon2id', { message, nonce, memory, passes, parallelism, tagLength: tagBytes })
  } finally {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

function waitForTurn(): Promise<void> {
  if (waiting.length >= waitingMax)
    throw new ProblemError({
      code: 'too-many-attempts',
      detail: 'Too many people are signing in at this moment.',
      headers: { 'retry-after': '5' },
    })
  return new Promise((resolve) => waiting.push(resolve))
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

/** The hash of nobody's password, for accounts that do not exist: looking for one takes as long as trying one. */
const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(randomBytes(saltBytes))}$${encode(randomBytes(tagBytes))}`
