/** Writes a value as JSON with the names of every object sorted, so that the order in which they came makes no difference. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  // What prints itself as it was written, such as a long number, has no parts.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === null)
    return JSON.stringify(value)
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`)
  return `{${parts.join()}}`
}
