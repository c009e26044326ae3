const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const control = /\p{Cc}/u

/** `text` with its control characters escaped, so that it stays on one line and cannot steer a terminal. */
export function oneLine(text: string): string {
  return control.test(text) ? text.replace(/\p{Cc}/gu, escapeControl) : text
}

function escapeControl(character: string): string {
  return shortForms[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
