/** Where a stream's messages go: a socket. */
export interface Sink {
  /** True while so much waits to be sent that more has to wait in the stream. */
  isFull(): boolean
  send(text: string): void
  /** Told when what it has not yet got is kept no longer. */
  fallBehind(): void
}

/** One message: what it says, about what, and whether it may be passed over once a later one is about the same. */
export interface Message {
  type: string
  key: string
  body: Readonly<Record<string, unknown>>
  isPassing: boolean
}

/** One socket's place in a stream. */
export interface Reader {
  /** Sends what the sink has not got yet, as far as it takes it. */
  deliver(): void
  leave(): void
}

/**
 * Numbered messages for whoever reads them, the last ones kept: a reader that comes back goes on where it was, and
 * one that is slow costs no memory, because what it has not got waits here.
 */
export interface Stream {
  publish(message: Message): void
  /** True when everything after `seq` is still kept. */
  isKeptAfter(seq: number): boolean
  /** Begins after `seq`, and sends all that was kept since. */
  resume(sink: Sink, seq: number): Reader
  /** Begins with the last message about each of these, one for each. */
  begin(sink: Sink, keys: ReadonlySet<string>): Reader
  /** Nothing more is said about this. */
  forget(key: string): void
  readers(): number
}

interface Kept extends Message {
  seq: number
  text: string
}

/** How many messages are kept at least. */
const keptMin = 1_000

/** @param epoch is part of every message: numbers of another epoch mean nothing here */
export function createStream(epoch: string): Stream {
  const readers = new Set<Reader>()
  const latest = new Map<string, Kept>()
  let kept: Kept[] = []
  let last = 0

  function publish(message: Message): void {
    last += 1
    const { type, body } = message
    const entry = { ...message, seq: last, text: JSON.stringify({ type, seq: last, epoch, ...body }) }
    kept.push(entry)
    latest.set(message.key, entry)
    // A snapshot is taken from what is kept, so there must be room for a message about each thing.
    const enough = keptMin + 2 * latest.size
    if (kept.length > 2 * enough) kept = kept.slice(-enough)
    for (const reader of readers) reader.deliver()
  }

  const find = (seq: number): Kept | undefined => kept[seq - (kept[0]?.seq ?? 0)]
  const isKeptAfter = (seq: number) => seq <= last && seq + 1 >= (kept[0]?.seq ?? last + 1)
  const isSaidLater = ({ key, seq }: Kept) => (latest.get(key)?.seq ?? seq) > seq

  function join(sink: Sink, after: number): Reader {
    /** What was missed is told whole; only what comes later may be passed over. */
    const wholeUntil = last
    let at = after
    let isLate = false
    const reader: Reader = {
      leave: () => readers.delete(reader),
      deliver() {
        while (at < last) {
          if (!isKeptAfter(at)) return sink.fallBehind()
          if (sink.isFull()) {
            isLate = true
            return
          }
          at += 1
          const entry = find(at)
          const isPassed = isLate && at > wholeUntil && entry?.isPassing === true && isSaidLater(entry)
          if (entry !== undefined && !isPassed) sink.send(entry.text)
        }
        isLate = false
      },
    }
    readers.add(reader)
    reader.deliver()
    return reader
  }

  /** The messages at the end, one for each of `keys`, as far back as they speak of nothing else and of none twice. */
  function findTail(keys: ReadonlySet<string>): Set<string> {
    const tail = new Set<string>()
    for (let seq = last; seq > 0; seq -= 1) {
      const key = find(seq)?.key
      if (key === undefined || !keys.has(key) || tail.has(key)) break
      tail.add(key)
    }
    return tail
  }

  return {
    publish,
    isKeptAfter,
    resume: join,
    begin(sink, keys) {
      // Numbers stay without gaps for everybody: what does not stand at the end is said once more, to all.
      const tail = findTail(keys)
      const others = [...latest.values()].filter(({ key }) => keys.has(key) && !tail.has(key))
      for (const message of others) publish(message)
      return join(sink, last - tail.size - others.length)
    },
    forget: (key) => latest.delete(key),
    readers: () => readers.size,
  }
}
