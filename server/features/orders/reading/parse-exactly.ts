/** Node has these parts of JSON; the library of TypeScript's types does not have them yet. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
}

// Node 21 and later, as `engines` of the launcher's own copy says.
const exact = JSON as unknown as ExactJson

/**
 * Reads JSON so that writing it again gives the same numbers: those that JavaScript cannot hold, such as ids of 20
 * digits and amounts like `10.50`, are kept as they are written.
 */
export function parseExactly(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? exact.rawJSON(source)
      : value,
  )
}
