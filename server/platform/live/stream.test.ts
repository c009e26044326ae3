import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createStream, type Sink, type Stream } from './stream.ts'

/** A reader's end of the wire that takes only so many messages until it is emptied. */
function makeSink() {
  const sink = {
    room: Number.POSITIVE_INFINITY,
    got: [] as string[],
    hasFallenBehind: false,
    isFull: () => sink.room <= 0,
    send(text: string) {
      sink.room -= 1
      const { seq, n } = JSON.parse(text)
      sink.got.push(`${seq}:${n}`)
    },
    fallBehind() {
      sink.hasFallenBehind = true
    },
  }
  return sink satisfies Sink
}

function say(stream: Stream, n: string, { isPassing = false } = {}): void {
  stream.publish({ type: 't', key: n.charAt(0), body: { n }, isPassing })
}

describe('a stream', () => {
  test('numbers its messages from 1 and sends them to all who read', () => {
    const stream = createStream('e')
    const [one, two] = [makeSink(), makeSink()]
    stream.begin(one, new Set())
    say(stream, 'a1')
    const reader = stream.begin(two, new Set())
    say(stream, 'b1')
    reader.leave()
    say(stream, 'b2')
    assert.deepEqual(one.got, ['1:a1', '2:b1', '3:b2'])
    assert.deepEqual(two.got, ['2:b1'])
    assert.equal(stream.readers(), 1)
  })

  test('begins with the last message of each, under numbers without a gap', () => {
    const stream = createStream('e')
    const old = makeSink()
    stream.begin(old, new Set())
    for (const n of ['a1', 'b1', 'c1', 'b2', 'b3']) say(stream, n)
    const [first, second] = [makeSink(), makeSink()]
    stream.begin(first, new Set(['a', 'b']))
    stream.begin(second, new Set(['a', 'b']))
    assert.deepEqual(first.got, ['5:b3', '6:a1'])
    assert.deepEqual(second.got, first.got)
    assert.deepEqual(old.got.slice(-2), ['5:b3', '6:a1'])
    const none = makeSink()
    stream.begin(none, new Set())
    say(stream, 'c2')
    assert.deepEqual(none.got, ['7:c2'])
  })

  test('goes on after a place, and knows how far back it can', () => {
    const stream = createStream('e')
    for (let i = 1; i <= 5_000; i++) say(stream, `a${i}`)
    assert.equal(stream.isKeptAfter(0), false)
    assert.equal(stream.isKeptAfter(4_200), true)
    assert.equal(stream.isKeptAfter(5_000), true)
    assert.equal(stream.isKeptAfter(5_001), false)
    const sink = makeSink()
    stream.resume(sink, 4_998)
    assert.deepEqual(sink.got, ['4999:a4999', '5000:a5000'])
  })
})

describe('a reader whose sink is full', () => {
  test('passes over what was said again since, and nothing else', () => {
    const stream = createStream('e')
    const sink = makeSink()
    const reader = stream.begin(sink, new Set())
    sink.room = 1
    say(stream, 'a1')
    for (const n of ['a2', 'b2', 'a3']) say(stream, n, { isPassing: true })
    say(stream, 'a4')
    say(stream, 'b3')
    say(stream, 'a5', { isPassing: true })
    assert.deepEqual(sink.got, ['1:a1'])
    sink.room = 2
    reader.deliver()
    assert.deepEqual(sink.got, ['1:a1', '5:a4', '6:b3'])
    sink.room = 9
    reader.deliver()
    assert.deepEqual(sink.got.at(-1), '7:a5')
  })

  test('gets whole what it missed before it came', () => {
    const stream = createStream('e')
    for (const n of ['a1', 'a2', 'a3']) say(stream, n, { isPassing: true })
    const sink = makeSink()
    sink.room = 1
    const reader = stream.resume(sink, 0)
    sink.room = 9
    reader.deliver()
    assert.deepEqual(sink.got, ['1:a1', '2:a2', '3:a3'])
  })

  test('falls behind when what it has not got is kept no longer', () => {
    const stream = createStream('e')
    const sink = makeSink()
    stream.begin(sink, new Set())
    sink.room = 0
    for (let i = 1; i <= 1_000; i++) say(stream, `a${i}`)
    assert.equal(sink.hasFallenBehind, false)
    for (let i = 1; i <= 2_000; i++) say(stream, `a${i}`)
    assert.equal(sink.hasFallenBehind, true)
    assert.deepEqual(sink.got, [])
  })
})
