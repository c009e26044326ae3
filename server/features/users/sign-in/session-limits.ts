const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** How long sessions last, and how their cookie is renewed. */
export const sessionLimits = {
  /** Long enough for a weekend. */
  idleMs: 3 * dayMs,
  absoluteMs: 30 * dayMs,
  /** How old a token is when the next one is offered. */
  rotateAfterMs: 60 * minuteMs,
  /** Longer than any answer may take that carries an offer: none arrives after a later one. */
  offerAgainAfterMs: 5 * minuteMs,
  /** How long after the first use of its successor a token still counts, for requests that were under way. */
  graceMs: minuteMs,
  /** How exact "last seen" and "last used" are: a write for each request would be too many. */
  seenEveryMs: minuteMs,
} as const
