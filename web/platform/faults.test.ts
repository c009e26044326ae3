import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, reasonsOf, sentence, wholeFaultOf } from './faults.ts'
import { RefusedError, UnreachableError } from './server-answer.ts'

const refused = new RefusedError({
  type: 'urn:docket:problem:values-invalid',
  title: 'Some values are not valid',
  status: 422,
  detail: '"/name" is needed. "/email" is not one address.',
  code: 'values-invalid',
  requestId: 'a-request',
  errors: [
    { pointer: '/name', code: 'value-missing', message: 'is needed' },
    { pointer: '/name', code: 'too-short', message: 'must have 1 to 255 characters' },
    { pointer: '/email', code: 'email-invalid', message: 'is not one address' },
  ],
})

test('each value is told its first fault, as a sentence', () => {
  assert.deepEqual(Object.fromEntries(faultsOf(refused)), {
    '/name': 'It is needed.',
    '/email': 'It is not one address.',
  })
  assert.equal(sentence('Already whole!'), 'Already whole!')
})

test('a fault of a value that no field shows is told for the whole form', () => {
  assert.match(wholeFaultOf(refused, ['/name', '/email']) ?? '', /what is marked/)
  assert.equal(wholeFaultOf(refused, ['/name']), refused.problem.detail)
})

test('no refusal has no faults, and an unreachable server none of values', () => {
  assert.equal(wholeFaultOf(null, []), undefined)
  assert.equal(faultsOf(new UnreachableError('gone')).size, 0)
  assert.match(wholeFaultOf(new UnreachableError('gone'), []) ?? '', /does not answer/)
})

test('what no form asked for is told with the values that are wrong, each once', () => {
  assert.deepEqual(reasonsOf(refused), [refused.problem.detail, '“name” must have 1 to 255 characters.'])
  const range = new RefusedError({
    ...refused.problem,
    detail: 'The range cannot be answered.',
    errors: [{ pointer: '/to', code: 'too-many', message: 'makes more than 10000 buckets' }],
  })
  assert.deepEqual(reasonsOf(range), ['The range cannot be answered.', '“to” makes more than 10000 buckets.'])
})
