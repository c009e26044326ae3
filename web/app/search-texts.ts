/** Reads the query of an address as plain texts: the router's own way would make numbers and objects of some. */
export function readSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

/** Writes what `readSearch` reads; what has no value is left out. */
export function writeSearch(values: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? '' : `?${query}`
}

/** Takes what `readSearch` read as it is: screens know themselves which of its texts mean something to them. */
export function textsOf(search: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)]))
}
