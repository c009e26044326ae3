import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
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

test('parts of a process that is gone are removed, those of a running one are not', async () => {
  const path = join(folder, 'c', 'result.csv')
  await openReplacements([path]).commit()
  // No process has an id this large; process 1 always runs.
  writeFileSync(join(folder, 'c', `.result.csv.${hostname()}-999999999.part`), 'abandoned')
  writeFileSync(join(folder, 'c', `.result.csv.${hostname()}-1.part`), 'another run at work')
  writeFileSync(join(folder, 'c', '.result.csv.elsewhere-999999999.part'), 'of another machine')
  await openReplacements([path]).commit()
  const left = readdirSync(join(folder, 'c'))
  assert.equal(left.length, 3)
  assert.ok(!left.includes(`.result.csv.${hostname()}-999999999.part`))
})

test('a folder that is a file is refused in one line', () => {
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => openReplacements([join(folder, 'file', 'result.csv')]), {
    name: 'PlainError',
    message: /cannot write/,
  })
})

test('a target that is a folder is refused in one line', async () => {
  const replacements = openReplacements([join(folder, 'd', 'result.csv')])
  mkdirSync(join(folder, 'd', 'result.csv'))
  await assert.rejects(replacements.commit(), { name: 'PlainError', message: /cannot write/ })
  replacements.discard()
  assert.deepEqual(readdirSync(join(folder, 'd')), ['result.csv'])
})
