import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const dist = new URL('./dist/', import.meta.url)
const scriptBytesMax = 120_000
const styleBytesMax = 20_000

test('the scripts and styles that the first page loads stay small, compressed', () => {
  const page = readFileSync(new URL('index.html', dist), 'utf8')
  const scripts = findFiles(page, /<(?:script|link rel="modulepreload")[^>]+(?:src|href)="\/([^"]+\.js)"/g)
  const styles = findFiles(page, /<link rel="stylesheet"[^>]+href="\/([^"]+\.css)"/g)
  assert.equal(scripts.length > 0 && styles.length > 0, true)
  assert.ok(compressedBytes(scripts) < scriptBytesMax, `${compressedBytes(scripts)} bytes of scripts`)
  assert.ok(compressedBytes(styles) < styleBytesMax, `${compressedBytes(styles)} bytes of styles`)
})

test('the page holds no script and no style of its own, and names no other host', () => {
  const page = readFileSync(new URL('index.html', dist), 'utf8')
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|<script(?![^>]+src=)/)
  assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//)
})

function findFiles(page: string, pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map(([, file = '']) => file)
}

function compressedBytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).byteLength, 0)
}
