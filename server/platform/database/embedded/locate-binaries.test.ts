import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { PlainError } from '../../errors.ts'
import { makeMissingLinks, missingLinks } from './locate-binaries.ts'

/** A package as npm unpacks it when it runs no install scripts: a library without its link. */
function makePackage(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'docket-package-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'native'))
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(links))
  return root
}

test('missing library links are made once, beside their library', (t) => {
  const root = makePackage(t)
  mkdirSync(join(root, 'native/lib'))
  writeFileSync(join(root, 'native/lib/libpq.so.5.18'), '')
  assert.equal(missingLinks(root).length, 1)
  makeMissingLinks(root)
  assert.equal(readlinkSync(join(root, 'native/lib/libpq.so.5')), 'libpq.so.5.18')
  assert.deepEqual(missingLinks(root), [])
  makeMissingLinks(root)
})

test('links that cannot be made are refused in one line', (t) => {
  const root = makePackage(t)
  writeFileSync(join(root, 'native/lib'), 'not a folder')
  assert.throws(() => makeMissingLinks(root), PlainError)
})
