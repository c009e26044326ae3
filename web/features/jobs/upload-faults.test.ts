import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RefusedError, UnreachableError } from '../../platform/server-answer.ts'
import { findMissing, uploadFaultsOf } from './upload-faults.ts'

test('each file is told its own refusal, and the whole points there', () => {
  const { whole, byField } = uploadFaultsOf(
    refused([{ pointer: '/orders', code: 'file-invalid', message: 'is a PNG picture, not CSV' }]),
    ['orders', 'barcodes'],
  )
  assert.equal(byField.get('orders'), 'The file is a PNG picture, not CSV.')
  assert.match(whole ?? '', /what is marked/)
})

test('a refusal of something else than a file is told as the server says it', () => {
  const { whole } = uploadFaultsOf(
    refused([{ pointer: '/duplicates', code: 'value-unknown', message: 'belongs to kind=tickets' }]),
    ['file'],
  )
  assert.equal(whole, 'It cannot be used.')
})

test('a broken upload says what may be the reason, and a stopped one nothing', () => {
  assert.match(uploadFaultsOf(new UnreachableError('gone'), ['file']).whole ?? '', /broke off/)
  assert.equal(uploadFaultsOf(new DOMException('stopped', 'AbortError'), ['file']).whole, undefined)
  assert.equal(uploadFaultsOf(null, ['file']).whole, undefined)
})

test('a missing and an empty file are told before anything is sent', () => {
  const files = new Map([['orders', new File([], 'orders.csv')]])
  const missing = findMissing(['orders', 'barcodes'], files)
  assert.match(missing.get('orders') ?? '', /^orders\.csv is empty\. .+\.$/)
  assert.equal(missing.get('barcodes'), 'Choose a file.')
})

function refused(errors: RefusedError['problem']['errors'] & object): RefusedError {
  return new RefusedError({
    type: 'urn:docket:problem:file-refused',
    title: 'The file cannot be used',
    status: 422,
    detail: 'It cannot be used.',
    code: 'file-refused',
    requestId: 'a-request',
    errors,
  })
}
