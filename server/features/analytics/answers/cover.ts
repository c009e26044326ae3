import { type Span, spans, startOfSpan } from '../fold/spans.ts'
import type { Range } from './buckets.ts'

/** A stretch of summaries of one span, in milliseconds since 1970. */
export interface Piece extends Range {
  span: Span
}

const longestFirst = spans.toReversed()

/**
 * The fewest summaries that make up some buckets: whole days, before and behind them hours, around these quarters.
 * Pieces of the same span that meet become one, across buckets too.
 */
export function coverBuckets(buckets: readonly Range[]): Piece[] {
  const pieces = buckets.flatMap((bucket) => cover(bucket, longestFirst))
  return longestFirst.flatMap((span) => join(pieces.filter((piece) => piece.span === span)))
}

function cover({ from, to }: Range, [span, ...shorter]: readonly Span[]): Piece[] {
  if (from >= to || span === undefined) return []
  const begin = startOfSpan(from + span * 1_000 - 1, span)
  const end = startOfSpan(to, span)
  if (begin >= end) return cover({ from, to }, shorter)
  return [
    ...cover({ from, to: begin }, shorter),
    { span, from: begin, to: end },
    ...cover({ from: end, to }, shorter),
  ]
}

function join(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (last?.to === piece.from) last.to = piece.to
    else joined.push({ ...piece })
  }
  return joined
}
