/**
 * How an id that was given from outside stands in an address: dots are escaped once more, since the server takes what
 * looks like the name of a file for one, and `..` would lead elsewhere.
 */
export function idInPath<Name extends string>(name: Name) {
  return {
    parse: (params: Record<Name, string>): Record<Name, string> => ({
      ...params,
      [name]: readId(params[name]),
    }),
    stringify: (params: Record<Name, string>): Record<Name, string> => ({
      ...params,
      [name]: writeId(params[name]),
    }),
  }
}

function writeId(id: string): string {
  return id.replace(/[%.]/g, (letter) => (letter === '.' ? '%2E' : '%25'))
}

function readId(text: string): string {
  return text.replace(/%2E|%25/g, (code) => (code === '%2E' ? '.' : '%'))
}
