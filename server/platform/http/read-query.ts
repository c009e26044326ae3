import type { FastifyInstance } from 'fastify'

/**
 * Reads the numbers and booleans of query strings, which arrive as text, before they are validated. Only the one
 * plain spelling counts (`10`, not `1e1`, `0x0a` or ` 10`); anything else stays text and is refused by the schema.
 */
export function addQueryReader(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const types = propertyTypes(request.routeOptions.schema?.querystring)
    if (types.size === 0 || !isRecord(request.query)) return
    for (const [name, value] of Object.entries(request.query)) {
      if (typeof value === 'string') request.query[name] = readValue(value, types.get(name))
    }
  })
}

function readValue(text: string, type: string | undefined): unknown {
  if (type === 'integer' && /^(0|-?[1-9]\d{0,14})$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

function propertyTypes(schema: unknown): Map<string, string> {
  const types = new Map<string, string>()
  if (!isRecord(schema) || !isRecord(schema['properties'])) return types
  for (const [name, property] of Object.entries(schema['properties'])) {
    if (isRecord(property) && typeof property['type'] === 'string') types.set(name, property['type'])
  }
  return types
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
