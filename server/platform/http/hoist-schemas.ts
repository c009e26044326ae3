/**
 * Moves every schema that has a title into the document's components, once, and leaves references behind. In the
 * contract schemas stand inside each other; in the document each should have one name.
 */
export function hoistSchemas<T extends object>(document: T): T {
  const schemas: Record<string, unknown> = {}
  const paths = 'paths' in document ? hoist(document.paths, schemas) : {}
  const components = 'components' in document ? document.components : {}
  return { ...document, paths, components: { ...asObject(components), schemas: sortByKey(schemas) } }
}

function hoist(node: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(node)) return node.map((item) => hoist(item, schemas))
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, hoist(value, schemas)]))
  if (!isTitledSchema(copy)) return copy
  const known = schemas[copy.title]
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(copy))
    throw new Error(`two different schemas of the contract have the title ${copy.title}`)
  schemas[copy.title] = copy
  return { $ref: `#/components/schemas/${copy.title}` }
}

function isTitledSchema(node: Record<string, unknown>): node is { title: string } {
  return typeof node['title'] === 'string' && ('type' in node || 'anyOf' in node || 'enum' in node)
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function sortByKey(schemas: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
}
