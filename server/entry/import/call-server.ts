import { setTimeout as sleep } from 'node:timers/promises'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/schema'
import { Problem } from '#contract/problem.ts'
import { type ExitCode, exitCodes, PlainError } from '../../platform/errors.ts'
import { oneLine } from '../../platform/one-line.ts'
import type { ServerAccess } from './find-server.ts'

/** Thrown when no answer came: the server is away, or the connection broke. */
export class NoAnswer extends Error {
  constructor(url: string, cause: unknown) {
    super(oneLine(`${url} cannot be reached: ${describe(cause)}`), { cause })
    this.name = 'NoAnswer'
  }
}

/** Thrown when the server refused. */
class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'Refused'
    this.problem = problem
  }
}

/** What came back, with its body still to be read. */
export interface Answer {
  status: number
  text(): Promise<string>
}

const problemSchema = Compile(Problem)
const answerWithinMs = 80_000

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** Asks the server for something in JSON. @throws NoAnswer, Refused, PlainError */
export async function askServer<S extends TSchema>(
  { url, key }: ServerAccess,
  schema: S,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Static<S>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && { body }),
    headers: { ...headers, authorization: `Bearer ${key}` },
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((error) => {
    throw new NoAnswer(url, error)
  })
  return readAnswer(url, schema, answer)
}

/** Reads an answer, a refusal being thrown. @throws NoAnswer, Refused, PlainError when it is not one of Docket's */
export async function readAnswer<S extends TSchema>(
  url: string,
  schema: S,
  answer: Answer,
): Promise<Static<S>> {
  const text = await answer.text().catch((error) => {
    throw new NoAnswer(url, error)
  })
  const body = parse(text)
  if (answer.status >= 400 && problemSchema.Check(body)) throw new Refused(body)
  const read = Compile(schema)
  if (answer.status >= 400 || !read.Check(body))
    throw new PlainError(
      oneLine(`${url} does not answer as Docket does (${answer.status}): is it one, of this version?`),
    )
  return body
}

/**
 * Does something again when no answer came or the server could not do it just now, for about half a minute. What is
 * done must be harmless to repeat.
 */
export async function persist<T>(work: () => Promise<T>, onPause: (reason: string) => void): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      onPause(error.message)
      await sleep(pauseMs)
    }
  }
  return work()
}

const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]
/** The server stops or starts or misses its database, a proxy is before it, or the first attempt is still under way. */
const passingCodes: ReadonlySet<string> = new Set([
  'not-ready',
  'answer-timeout',
  'request-timeout',
  'idempotency-key-in-use',
])

/** True of what may be well in a moment: no answer, or one that says so. */
export function isPassing(error: unknown): error is Error {
  return error instanceof NoAnswer || (error instanceof Refused && passingCodes.has(error.problem.code))
}

/** True of a change that the server refused because of how an order stands. */
export function isRefusedChange(error: unknown): boolean {
  return error instanceof Refused && error.problem.code === 'transition-not-allowed'
}

/** True of a scan that the server refused because of how the ticket stands. */
export function isUsedTicket(error: unknown): boolean {
  return error instanceof Refused && error.problem.code === 'barcode-state-conflict'
}

/** What a person reads about a failure of the server, as one line with the exit code it means. */
export function explain(error: unknown): unknown {
  if (error instanceof NoAnswer) return new PlainError(error.message, exitCodes.failed, { cause: error })
  if (!(error instanceof Refused)) return error
  const { code, detail, status } = error.problem
  const hint = status === 401 ? 'the key is not accepted: ' : ''
  return new PlainError(oneLine(`${hint}${detail}`), exitCodeOf(code), { cause: error })
}

function exitCodeOf(code: Problem['code']): ExitCode {
  return code === 'file-refused' || code === 'body-too-large' ? exitCodes.badFile : exitCodes.failed
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A refused connection to a name with several addresses comes as one error of several, and fetch hides the cause. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(', ')
  if (!(error instanceof Error)) return String(error)
  return error.message === 'fetch failed' && error.cause !== undefined ? describe(error.cause) : error.message
}
