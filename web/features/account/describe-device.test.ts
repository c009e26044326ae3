import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeDevice } from './describe-device.ts'

test('a browser is told from those it claims to be', () => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0'
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1'
  assert.equal(describeDevice(edge), 'Edge on Windows')
  assert.equal(describeDevice(phone), 'Safari on iPhone')
  assert.equal(describeDevice('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0'), 'Firefox on Linux')
})

test('what is no browser is named as it names itself, and what says nothing is unknown', () => {
  assert.equal(describeDevice('curl/8.14.1'), 'curl/8.14.1')
  assert.equal(describeDevice(null), 'An unknown program')
})
