import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Answer } from '../support/app.ts'
import { startFullApp } from '../support/full-app.ts'
import { type CallerName, type Callers, callerNames, makeCallers } from './callers.ts'
import { type Expectation, expectations } from './expectations.ts'
import { createTargets, secretMark } from './targets.ts'

const app = await startFullApp()
const makeTarget = createTargets(app.db, app.url)

interface Operation {
  operationId: string
  method: string
  path: string
}

function listOperations(): Operation[] {
  const paths: Record<string, Record<string, { operationId: string }>> = JSON.parse(
    JSON.stringify(app.app.swagger().paths),
  )
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
    })),
  )
}

const operations = listOperations()
const callers = await makeCallers(app)

test('every operation has a row in the table of expectations, and every row an operation', () => {
  const documented = operations.map(({ operationId }) => operationId).sort()
  assert.deepEqual(Object.keys(expectations).sort(), documented)
})

for (const operation of operations) {
  const expectation = expectations[operation.operationId]
  if (expectation === undefined) continue
  describe(operation.operationId, () => {
    for (const name of callerNames)
      test(`answers ${expectation.statuses[name]} to ${name}`, async () => {
        // Signing out ends the caller's session.
        const asking = operation.operationId === 'signOut' ? await makeCallers(app) : callers
        const { target } = expectation
        const id = target === undefined ? randomUUID() : await makeTarget(target, asking.owner.id)
        const answer = await ask(operation, expectation, asking, name, id)
        assert.equal(answer.status, expectation.statuses[name], answer.text)
        assertNoLeak(name, id, answer)
        if (answer.status === 404) await assertLikeNothing(operation, expectation, asking, name, answer)
      })
  })
}

function ask(
  { method, path }: Operation,
  { query, body }: Expectation,
  asking: Callers,
  name: CallerName,
  id: string,
): Promise<Answer> {
  const address = path.replace(/\{[^}]+\}/, id) + (query?.(asking) ?? '')
  const { headers = {}, body: bytes } = body?.(asking) ?? {}
  return app.send(address, {
    method,
    headers: { ...asking[name].headers, ...headers },
    ...(bytes === undefined ? {} : { body: bytes }),
  })
}

/** Nothing of the owner's alone is in what others get, in the body or in a header. */
function assertNoLeak(name: CallerName, id: string, { status, text, headers }: Answer): void {
  if (name === 'owner' || name === 'admin') return
  const all = text + JSON.stringify(headers)
  assert.ok(!all.includes(secretMark), all)
  if (status >= 400) assert.ok(!all.includes(id), all)
}

/** What one may not see looks exactly like what is not there. */
async function assertLikeNothing(
  operation: Operation,
  expectation: Expectation,
  asking: Callers,
  name: CallerName,
  answer: Answer,
): Promise<void> {
  const isAdminsAlone = expectation.statuses.owner === 404 && expectation.statuses.admin < 400
  const nothing = isAdminsAlone
    ? await ask(
        { ...operation, path: '/api/no/such/path' },
        { statuses: expectation.statuses },
        asking,
        name,
        '',
      )
    : await ask(operation, withUnknownUser(expectation), asking, name, randomUUID())
  const { date: _date, 'x-request-id': _id, ...headers } = answer.headers
  const { date: _otherDate, 'x-request-id': _otherId, ...otherHeaders } = nothing.headers
  assert.deepEqual([withoutId(answer), headers], [withoutId(nothing), otherHeaders])
}

function withUnknownUser(expectation: Expectation): Expectation {
  return expectation.query === undefined
    ? expectation
    : { ...expectation, query: () => `?user_id=${randomUUID()}` }
}

function withoutId({ text }: Answer): unknown {
  const { requestId: _, ...problem } = JSON.parse(text)
  return problem
}
