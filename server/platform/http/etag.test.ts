import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { etagOf, fitsIfMatch } from './etag.ts'

describe('an If-Match', () => {
  for (const field of ['*', ' * ', '"7"', ' "7"\t', '"6", "7"', '"7","8"', ', ,"7",,', '"a,b" , W/"7", "7"'])
    test(`${JSON.stringify(field)} fits version 7`, () => assert.equal(fitsIfMatch(field, 7), true))

  for (const field of [
    ...['"6"', '"77"', '"07"', '" 7"', '"7 "', 'W/"7"', 'w/"7"', '"6", W/"7"', '"x\\"7\\""'],
    ...[
      '',
      ' ',
      ',',
      '7',
      "'7'",
      '"7',
      '7"',
      '"7" "8"',
      '"7"x',
      'x"7"',
      '"7", *',
      '*, "7"',
      '**',
      '"6" ,, 7',
      '"a"7"',
    ],
  ])
    test(`${JSON.stringify(field)} does not fit version 7`, () => assert.equal(fitsIfMatch(field, 7), false))

  test('of any length is read in a moment', () => {
    for (const part of [',', ' ', '"', ', ', '"7", ', '"7"\t', 'W/', '"a" , '])
      assert.equal(fitsIfMatch(`${part.repeat(100_000)}!`, 7), false)
  })

  test('is made of the version', () => assert.equal(etagOf(12), '"12"'))
})
