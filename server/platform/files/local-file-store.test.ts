import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { mountSmallDisk } from '../../../test/support/small-disk.ts'
import type { FileStore } from './file-store.ts'
import { openLocalFileStore } from './local-file-store.ts'

const base = mkdtempSync(join(tmpdir(), 'docket-store-'))
after(() => rmSync(base, { recursive: true }))
const disk = mountSmallDisk('256k')

test('a file is stored whole, hashed, for its owner only', async () => {
  const { folder, store } = await openIn('whole')
  const bytes = Buffer.from('transaction_id,amount\n1,2\n'.repeat(10_000))
  const stored = await store.receive(piecesOf(bytes), bytes.length)
  assert.equal(stored.bytes, bytes.length)
  assert.equal(stored.sha256, createHash('sha256').update(bytes).digest('hex'))
  const { path } = await store.borrow(stored.key)
  assert.deepEqual(readFileSync(path), bytes)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.deepEqual(readdirSync(folder), [stored.key])
})

test('a file of no bytes is a file', async () => {
  const { store } = await openIn('none')
  assert.equal((await store.receive(Readable.from([]), 10)).bytes, 0)
})

test('exactly the limit is stored, one byte more is refused and leaves nothing', async () => {
  const { folder, store } = await openIn('limit')
  await store.receive(piecesOf(Buffer.alloc(100_000)), 100_000)
  await assert.rejects(store.receive(piecesOf(Buffer.alloc(100_001)), 100_000), { name: 'FileTooLarge' })
  assert.equal(readdirSync(folder).length, 1)
})

test('a stream that fails leaves nothing', async () => {
  const { folder, store } = await openIn('failing')
  const stream = Readable.from(
    (async function* () {
      yield Buffer.alloc(100_000)
      throw new Error('the connection went away')
    })(),
  )
  await assert.rejects(store.receive(stream, 1_000_000), { message: 'the connection went away' })
  assert.deepEqual(readdirSync(folder), [])
})

test('two files that come in at once do not mix', async () => {
  const { store } = await openIn('two')
  const [one, other] = await Promise.all(
    ['a', 'b'].map((letter) => store.receive(piecesOf(Buffer.from(letter.repeat(300_000))), 300_000)),
  )
  assert.notEqual(one?.key, other?.key)
  for (const [stored, letter] of [
    [one, 'a'],
    [other, 'b'],
  ] as const)
    assert.equal(readFileSync((await store.borrow(stored?.key ?? '')).path, 'utf8'), letter.repeat(300_000))
})

test('what is removed is gone, twice as well as once', async () => {
  const { folder, store } = await openIn('removed')
  const { key } = await store.receive(piecesOf(Buffer.from('x')), 10)
  await store.remove(key)
  await store.remove(key)
  await assert.rejects(store.borrow(key), { name: 'FileGone' })
  assert.deepEqual(readdirSync(folder), [])
})

test('a key that the store did not make is no path', async () => {
  const { store } = await openIn('keys')
  for (const key of ['../../etc/passwd', '/etc/passwd', '', 'a'.repeat(31), `${'a'.repeat(32)}/..`]) {
    await assert.rejects(store.borrow(key), { message: 'this is no key of a stored file' })
    assert.throws(() => store.remove(key), { message: 'this is no key of a stored file' })
  }
})

test('only parts that nobody writes to any more are cleared, at the start and when files are listed', async () => {
  const { folder, store } = await openIn('parts')
  const { key } = await store.receive(piecesOf(Buffer.from('x')), 10)
  const names = {
    old: `${'a'.repeat(32)}.part`,
    young: `${'b'.repeat(32)}.part`,
    foreign: 'notes.part',
  }
  const plant = () => {
    for (const name of Object.values(names)) writeFileSync(join(folder, name), '')
    for (const name of [names.old, names.foreign]) makeOld(join(folder, name))
  }
  plant()
  await openLocalFileStore(folder)
  assert.deepEqual(readdirSync(folder).sort(), [key, names.young, names.foreign].sort())
  plant()
  assert.deepEqual(await listed(store, new Date(0)), [])
  assert.deepEqual(readdirSync(folder).sort(), [key, names.young, names.foreign].sort())
})

test('files are listed by their age', async () => {
  const { folder, store } = await openIn('age')
  const old = await store.receive(piecesOf(Buffer.from('x')), 10)
  await store.receive(piecesOf(Buffer.from('y')), 10)
  makeOld(join(folder, old.key))
  assert.deepEqual(await listed(store, new Date(Date.now() - 1_000_000)), [old.key])
})

test('a full disk is told as such and leaves nothing', { skip: disk.skip }, async () => {
  const folder = join(disk.path, 'uploads')
  const store = await openLocalFileStore(folder)
  await assert.rejects(store.receive(piecesOf(Buffer.alloc(2_000_000)), 10_000_000), { name: 'StorageFull' })
  assert.deepEqual(readdirSync(folder), [])
  assert.equal((await store.receive(piecesOf(Buffer.alloc(10_000)), 10_000)).bytes, 10_000)
})

async function openIn(name: string): Promise<{ folder: string; store: FileStore }> {
  const folder = join(base, name, 'uploads')
  return { folder, store: await openLocalFileStore(folder) }
}

function piecesOf(bytes: Buffer): Readable {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 65_536) pieces.push(bytes.subarray(at, at + 65_536))
  return Readable.from(pieces)
}

function makeOld(path: string): void {
  const hourAgo = new Date(Date.now() - 3_600_000)
  utimesSync(path, hourAgo, hourAgo)
}

async function listed(store: FileStore, instant: Date): Promise<string[]> {
  const keys: string[] = []
  for await (const key of store.listOlderThan(instant)) keys.push(key)
  return keys
}
