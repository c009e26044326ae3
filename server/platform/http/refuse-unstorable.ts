import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Fault } from '#contract/problem.ts'
import { escapeSegment } from './find-faults.ts'
import { httpLimits } from './limits.ts'
import { ProblemError } from './problem.ts'

/** False for texts that PostgreSQL cannot keep as they are: with a NUL, or with half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/**
 * Refuses such texts wherever they stand, before any route sees them: nothing has an id with one (404), and no
 * parameter and no value of a body may hold one (422).
 */
export function addUnstorableRefusal(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body, mediaType }: FastifyRequest) => {
    if (findUnstorable(params).length > 0 || findUnstorable(readUserId(query)).length > 0)
      throw new ProblemError({
        code: 'not-found',
        detail: 'Nothing has the id that stands in the address.',
      })
    // An upload's body is a stream, whose texts are for its route to check.
    const values = mediaType === 'application/json' ? body : undefined
    const errors = [...findUnstorable(query), ...findUnstorable(values)].slice(0, httpLimits.faultsMax)
    if (errors.length > 0)
      throw new ProblemError({
        code: 'values-invalid',
        detail: 'Some texts have characters that cannot be kept.',
        errors,
      })
  })
}

/** The one parameter of a query that is an id: of any shape, it names somebody or nothing. */
function readUserId(query: unknown): unknown {
  return typeof query === 'object' && query !== null && 'user_id' in query ? query.user_id : undefined
}

/** Looks into everything that was parsed from a text. Not by recursion: a body of one mebibyte may be half a million arrays deep. */
function findUnstorable(root: unknown): Fault[] {
  const faults: Fault[] = []
  const open: { value: unknown; place: Place | undefined }[] = [{ value: root, place: undefined }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, place } = next
    if (typeof value === 'string' && !isStorable(value)) faults.push(toFault(place))
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) continue
    for (const [name, child] of Object.entries(value)) {
      const inside = { name, parent: place }
      if (!isStorable(name)) faults.push(toFault(inside))
      open.push({ value: child, place: inside })
    }
    if (faults.length >= httpLimits.faultsMax) break
  }
  return faults
}

/** Where a value stands. Its pointer is made only when somebody needs it. */
interface Place {
  name: string
  parent: Place | undefined
}

function toFault(place: Place | undefined): Fault {
  const segments: string[] = []
  for (let at = place; at !== undefined && segments.length < segmentsMax; at = at.parent)
    segments.unshift(`/${escapeSegment(at.name)}`)
  return {
    pointer: segments.join(''),
    code: 'character-unstorable',
    message: 'holds a NUL character or half of a surrogate pair',
  }
}

/** Deeper than any document that somebody reads a pointer into. */
const segmentsMax = 100
