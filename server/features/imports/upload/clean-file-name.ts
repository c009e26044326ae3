/** As long as a name is kept, in code points. */
const nameLengthMax = 255

/**
 * The name that a client gave to a file, as a text to show and never a path: without folders, control characters and
 * what would turn the text around it, and not longer than 255 characters.
 */
export function cleanFileName(name: string | undefined, fallback: string): string {
  const text = (name ?? '')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trim()
  const visible = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
  return Array.from(visible).slice(0, nameLengthMax).join('').trim() || fallback
}
