import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createAsker } from './ask-again.ts'

test('what many messages name while an answer is on its way is asked for once, when it is here', async () => {
  const asked: string[] = []
  const answers: (() => void)[] = []
  const ask = createAsker(
    {
      invalidateQueries: ({ queryKey = [] } = {}) => {
        asked.push(queryKey.join(' '))
        return new Promise((resolve) => answers.push(resolve))
      },
    },
    () => Promise.resolve(),
  )
  ask([['orders'], ['order', 'A']])
  assert.deepEqual(asked, ['orders', 'order A'])
  for (let i = 0; i < 10; i++) ask([['orders'], ['order', 'B']])
  await nextTurn()
  assert.equal(asked.length, 2)
  for (const answer of answers.splice(0)) answer()
  await nextTurn()
  assert.deepEqual(asked.slice(2), ['orders', 'order B'])
  for (const answer of answers.splice(0)) answer()
  await nextTurn()
  ask([['numbers']])
  assert.equal(asked.at(-1), 'numbers')
})
