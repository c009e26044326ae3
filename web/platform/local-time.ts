/** What a field for a date and a time of day shows for an instant, in the person's zone: `2026-11-21T14:05:09`. */
export function toLocalText(instant: string | undefined): string {
  const at = instant === undefined ? Number.NaN : Date.parse(instant)
  if (Number.isNaN(at)) return ''
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

/** The instant that such a field means; undefined for an empty one. */
export function fromLocalText(text: string): string | undefined {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
