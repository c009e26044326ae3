import assert from 'node:assert/strict'
import { test } from 'node:test'
import { itemPointer, readOrderForm } from './order-form-values.ts'

test('what nobody filled in is left out, and quantities are numbers as they were typed', () => {
  const { document } = readOrderForm(
    {
      customerName: 'John Doe',
      'name-0': 'Burger',
      'quantity-0': '1.5',
      'name-1': 'Soup',
      'quantity-1': '2',
    },
    [0, 1],
  )
  assert.deepEqual(document, {
    customer: { name: 'John Doe' },
    items: [
      { name: 'Burger', quantity: 1.5 },
      { name: 'Soup', quantity: 2 },
    ],
  })
})

test('an empty form still has a customer and an item, which the server can refuse', () => {
  assert.deepEqual(readOrderForm({ 'quantity-0': '1' }, [0]).document, {
    customer: {},
    items: [{ quantity: 1 }],
  })
})

test('a line without words is left out, and the faults of the lines after it are still theirs', () => {
  const { document, lines } = readOrderForm(
    { 'name-0': 'A', 'quantity-0': '1', 'quantity-1': '1', 'name-2': 'C', 'quantity-2': '0' },
    [0, 1, 2],
  )
  assert.equal(document.items.length, 2)
  assert.equal(itemPointer(lines, 2, 'quantity'), '/items/1/quantity')
})

test('the pickup time is the instant that the person means', () => {
  const { document } = readOrderForm({ pickupTime: '2026-11-21T14:00' }, [0])
  assert.equal(document.pickupTime, new Date('2026-11-21T14:00').toISOString())
})
