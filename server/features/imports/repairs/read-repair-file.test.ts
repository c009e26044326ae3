import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRepairFile } from './read-repair-file.ts'

const header = 'order_id,customer_id,line,code,message,extra\n'

test('a row that had too many fields is taken only without its surplus', () => {
  assert.equal(
    faultOf('1,10,2,too-many-fields,the row has more fields than the header,x\n'),
    'too-many-fields',
  )
  assert.equal(faultOf('1,10,2,control-character;too-many-fields,,","\n'), 'too-many-fields')
  assert.equal(faultOf('1,10,2,too-many-fields,the row has more fields than the header,\n'), undefined)
})

test('a row that could not be split may be mended beside its whole text', () => {
  assert.equal(faultOf('2,20,3,quote-unclosed,a quote is opened and never closed,"2,""20"\n'), undefined)
})

function faultOf(row: string): string | undefined {
  return readRepairFile(Buffer.from(header + row), ['order_id', 'customer_id']).rows[0]?.fault
}
