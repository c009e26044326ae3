import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { guardFormula, unguardFormula } from './formula-guard.ts'

test('a text that a spreadsheet would run gets an apostrophe', () => {
  for (const text of ['=1+1', '+cmd', '-2+3', '@SUM(A1)', "'=1", '-', '+358 40']) {
    assert.equal(guardFormula(text), `'${text}`)
  }
})

test('plain numbers and other texts are not touched', () => {
  for (const text of ['-50.00', '+358401234567', '1e5', '-.5', '', 'a=b', "'quoted'", "'", "'-50.00"]) {
    assert.equal(guardFormula(text), text)
    assert.equal(unguardFormula(text), text)
  }
})

test('what was guarded comes back as it was, whatever it was', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '1', '.', 'e', 'a', ' ') })
  fc.assert(
    fc.property(text, (value) => unguardFormula(guardFormula(value)) === value),
    { numRuns: 5_000 },
  )
})
