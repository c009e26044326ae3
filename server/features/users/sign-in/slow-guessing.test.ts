import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delayAfter, networkOf } from './slow-guessing.ts'

test('the wait begins after the free attempts, doubles, and has an end', () => {
  const delays = Array.from({ length: 12 }, (_, i) => delayAfter(i + 1, { free: 5, delayMaxMs: 60_000 }))
  assert.deepEqual(delays, [0, 0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000])
  assert.equal(delayAfter(1_000_000, { free: 5, delayMaxMs: 60_000 }), 60_000)
})

const networks: Readonly<Record<string, string>> = {
  '203.0.113.9': '203.0.113.9',
  '::ffff:203.0.113.9': '203.0.113.9',
  '::1': '0:0:0:0::/64',
  '2001:db8::1': '2001:db8:0:0::/64',
  '2001:0DB8:0:0:1:2:3:4': '2001:db8:0:0::/64',
  '2001:db8:1:2:ffff:ffff:ffff:ffff': '2001:db8:1:2::/64',
  '2001:db8:1:2::': '2001:db8:1:2::/64',
  'fe80::1%eth0': 'fe80:0:0:0::/64',
  'not an address': 'unknown',
  '': 'unknown',
}

for (const [address, network] of Object.entries(networks))
  test(`${address || 'no address'} is counted as ${network}`, () => assert.equal(networkOf(address), network))
