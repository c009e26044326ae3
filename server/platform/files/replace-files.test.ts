import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
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
  writeFileSync(join(folder, 'c', '.result.csv.999999999.part'), 'abandoned')
  writeFileSync(join(folder, 'c', '.result.csv.1.part'), 'another run at work')
  writeFileSync(join(folder, 'c', '.result.csv.mine.part'), 'not ours')
  await openReplacements([path]).commit()
  assert.deepEqual(readdirSync(join(folder, 'c')).sort(), [
    '.result.csv.1.part',
    '.result.csv.mine.part',
    'result.csv',
  ])
})

test('a folder that is a file is refused in one line', () => {
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => openReplacements([join(folder, 'file', 'result.csv')]), {
    name: 'PlainError',
    message: /cannot write/,
  })
})
