import assert from 'node:assert/strict'
import { Compile } from 'typebox/schema'
import { problems } from '../../contract/problem-codes.ts'
import { securityHeaders } from '../../server/platform/http/security-headers.ts'
import type { Answer } from './app.ts'

type Json = Record<string, unknown>

/**
 * Builds the check of an answer against an OpenAPI document: its status is documented, its content type too, and its
 * body matches the schema. What is not a success is a problem, documented or not.
 */
export function createAnswerCheck(document: object) {
  const components = read(document, 'components')
  const matches = (schema: unknown, value: unknown) => {
    const [, errors] = Compile({ components, allOf: [schema] }).Errors(value)
    assert.deepEqual(errors, [], `the body does not match its schema: ${JSON.stringify(value)}`)
  }
  return (method: string, path: string, answer: Answer): void => {
    assertHeaders(answer)
    if (answer.status >= 400 && method !== 'HEAD') {
      matches({ $ref: '#/components/schemas/Problem' }, assertProblem(answer))
    }
    const operation = findOperation(document, method, path)
    if (operation === undefined || answer.status === 304) return
    const response = read(read(operation, 'responses'), String(answer.status))
    assert.notEqual(
      response,
      undefined,
      `${method} ${path} answered ${answer.status}, which is not documented`,
    )
    if (answer.status === 204) assert.equal(answer.text, '')
    else if (method !== 'HEAD') assertBody(response, answer, matches)
  }
}

/** What every answer carries. Returns nothing; a missing header fails the test. */
function assertHeaders({ headers }: Answer): void {
  assert.match(String(headers['x-request-id']), /^\S{1,128}$/)
  for (const name of Object.keys(securityHeaders)) assert.ok(headers[name], `the header ${name} is missing`)
}

function assertProblem({ status, headers, text }: Answer): Json {
  assert.equal(headers['content-type'], 'application/problem+json')
  const problem: Json = JSON.parse(text)
  const known = Object.entries(problems).find(([code]) => code === problem['code'])?.[1]
  assert.equal(problem['status'], status)
  assert.equal(known?.status, status)
  assert.equal(problem['requestId'], headers['x-request-id'])
  assert.doesNotMatch(text, /node_modules|\.ts:\d+|\bat .+:\d+:\d+/)
  return problem
}

function assertBody(
  response: unknown,
  { headers, text }: Answer,
  matches: (schema: unknown, value: unknown) => void,
): void {
  const mediaType = String(headers['content-type']).split(';', 1)[0] ?? ''
  const media = read(read(response, 'content'), mediaType)
  assert.notEqual(media, undefined, `${mediaType} is not documented`)
  matches(read(media, 'schema'), mediaType.endsWith('json') ? JSON.parse(text) : text)
}

function findOperation(document: object, method: string, path: string): unknown {
  const [pathname = ''] = path.split('?', 1)
  const templates = Object.entries(read(document, 'paths') ?? {})
  const found = templates.find(([template]) => toPattern(template).test(pathname))?.[1]
  return read(found, (method === 'HEAD' ? 'GET' : method).toLowerCase())
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)
}

function read(node: unknown, key: string): object | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const value: unknown = Object.getOwnPropertyDescriptor(node, key)?.value
  return typeof value === 'object' && value !== null ? value : undefined
}
