import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openReplacements } from './replace-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'docket-replace-'))
after(() => rmSync(folder, { recursive: true }))

test('an earlier file stays until the new ones are whole', async () => {
  const path = join(folder, 'a', 'result.csv')
  const first = openReplacements([path])
  writeSync(first.files[0], 'old')
  await first.commit()
  const second = openReplacements([path])
  writeSync(second.files[0], 'new')
  assert.equal(readFileSync(path, 'utf8'), 'old')
  await second.commit()
  assert.equal(readFileSync(path, 'utf8'), 'new')
  assert.deepEqual(readdirSync(join(folder, 'a')), ['result.csv'])
})

test('what is discarded leaves nothing behind', () => {
  const path = join(folder, 'b', 'result.csv')
  const replacements = openReplacements([path])
  writeSync(replacements.files[0], 'half')
  replacements.discard()
  assert.deepEqual(readdirSync(join(folder, 'b')), [])
})

test('an old part of a process that is gone is removed, no other one', async () => {
  const path = join(folder, 'c', 'result.csv')
  await openReplacements([path]).commit()
  const old = new Date(Date.now() - 3_600_000)
  // No process has an id this large; process 1 always runs.
  const names = {
    abandoned: `.result.csv.${hostname()}-999999999-0123abcd.part`,
    young: `.result.csv.${hostname()}-999999998-0123abcd.part`,
    running: `.result.csv.${hostname()}-1-0123abcd.part`,
    elsewhere: '.result.csv.elsewhere-999999999-0123abcd.part',
  }
  for (const name of Object.values(names)) {
    writeFileSync(join(folder, 'c', name), '')
    if (name !== names.young) utimesSync(join(folder, 'c', name), old, old)
  }
  await openReplacements([path]).commit()
  const { abandoned, ...kept } = names
  assert.deepEqual(readdirSync(join(folder, 'c')).sort(), [...Object.values(kept), 'result.csv'].sort())
})

test('two at work on the same file do not share a part', async () => {
  const path = join(folder, 'e', 'result.csv')
  const [one, other] = [openReplacements([path]), openReplacements([path])]
  writeSync(one.files[0], 'one')
  writeSync(other.files[0], 'other')
  await one.commit()
  await other.commit()
  assert.equal(readFileSync(path, 'utf8'), 'other')
})

test('a folder where none can be made is refused in one line, not tried for ever', {
  skip: process.platform === 'linux' ? false : 'needs /proc',
}, () => {
  assert.throws(() => openReplacements(['/proc/docket/output/result.csv']), {
    name: 'PlainError',
    message: /cannot write/,
  })
})

test('a folder that is a file is refused in one line', () => {
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => openReplacements([join(folder, 'file', 'result.csv')]), {
    name: 'PlainError',
    message: /cannot write/,
  })
})

test('a folder in a file’s place is refused in one line, before anything is written', () => {
  mkdirSync(join(folder, 'd', 'rejects.csv'), { recursive: true })
  assert.throws(
    () => openReplacements([join(folder, 'd', 'vouchers.csv'), join(folder, 'd', 'rejects.csv')]),
    {
      name: 'PlainError',
      message: /rejects\.csv: a folder stands in its place/,
    },
  )
  assert.deepEqual(readdirSync(join(folder, 'd')), ['rejects.csv'])
})
