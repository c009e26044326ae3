/**
 * Every reason for which the HTTP server answers with a problem: its status and its title, one table for all.
 * A code never changes its meaning; clients branch on it, people read the title and the detail.
 */
export const problems = {
  'body-malformed': { status: 400, title: 'The body is not valid JSON' },
  'body-missing': { status: 400, title: 'The request has no body' },
  'host-invalid': { status: 400, title: 'The Host header is missing, doubled or malformed' },
  'request-malformed': { status: 400, title: 'The request is not valid HTTP' },
  'url-malformed': { status: 400, title: 'The address is not correctly encoded' },
  'key-missing': { status: 401, title: 'An API key is needed' },
  'key-wrong': { status: 401, title: 'The API key is not accepted' },
  'key-not-configured': { status: 401, title: 'This server has no API key yet' },
  'origin-foreign': { status: 403, title: 'Pages of other origins may not change anything here' },
  'path-forbidden': { status: 403, title: 'This path may not be read' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'precondition-failed': { status: 412, title: 'A condition of the request does not hold' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'content-type-unsupported': { status: 415, title: 'The body has a content type that is not read here' },
  'range-not-satisfiable': { status: 416, title: 'The range lies outside of the file' },
  'host-not-allowed': { status: 421, title: 'This server does not answer for that host' },
  'values-invalid': { status: 422, title: 'Some values are not valid' },
  'headers-too-large': { status: 431, title: 'The address and the headers are too large' },
  'internal-error': { status: 500, title: 'Something went wrong inside Docket' },
  'not-ready': { status: 503, title: 'Docket is not ready' },
  'web-app-missing': { status: 503, title: 'The web application is not built' },
  'answer-timeout': { status: 503, title: 'The answer took too long' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** What can be wrong with one value of a request, or with one check of `/readyz`: the codes in a problem's `errors`. */
export const faultCodes = [
  'value-missing',
  'value-unknown',
  'type-wrong',
  'format-wrong',
  'choice-unknown',
  'too-short',
  'too-long',
  'too-small',
  'too-large',
  'too-few',
  'too-many',
  'repeated',
  'value-invalid',
  'database-unreachable',
  'migrations-pending',
  'migrations-unknown',
  'stopping',
] as const

export type FaultCode = (typeof faultCodes)[number]
