/** How long the spans are that are summed up, in seconds; the first is the base that the others consist of. */
export const spans = [900, 3600, 86_400] as const
export type Span = (typeof spans)[number]

/** The start of the span of this length that an instant lies in; both in milliseconds since 1970. */
export function startOfSpan(at: number, span: Span): number {
  return Math.floor(at / (span * 1_000)) * span * 1_000
}
