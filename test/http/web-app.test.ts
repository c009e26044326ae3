import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { problemOf, startTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

const folder = await mkdtemp(join(tmpdir(), 'docket-web-'))
after(() => rm(folder, { recursive: true }))
await mkdir(join(folder, 'assets'))
await writeFile(join(folder, 'index.html'), '<!doctype html><title>Docket</title>')
await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {}')

const { db } = await openTestDatabase()
const { send } = await startTestApp({ db, web: pathToFileURL(`${folder}/`) })
const unbuilt = await startTestApp({ db, web: pathToFileURL(`${folder}/nothing/`) })
const html = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' }

describe('the page', () => {
  test('is served at / and is asked for again each time', async () => {
    const { status, text, headers } = await send('/')
    assert.equal(status, 200)
    assert.match(text, /<title>Docket/)
    assert.equal(headers['cache-control'], 'no-cache')
    const again = await send('/', { headers: { 'if-none-match': String(headers.etag) } })
    assert.equal(again.status, 304)
  })

  test('answers every address that a person may open, to GET and HEAD', async () => {
    for (const path of ['/jobs', '/jobs/12', '/orders?status=1', '/docsy', '/a%20b'])
      for (const method of ['GET', 'HEAD']) {
        const { status, headers } = await send(path, { method, headers: html })
        assert.equal(status, 200)
        assert.match(String(headers['content-type']), /^text\/html/)
      }
  })

  test('answers nothing that asks for something else', async () => {
    for (const accept of ['application/json', '*/*', 'text/html;q=0', 'text/htmlx', ''])
      assert.equal((await send('/jobs', { headers: { accept } })).status, 404, accept)
    assert.equal((await send('/jobs')).status, 404)
  })

  test('answers no files, no other methods and no path that belongs to programs', async () => {
    for (const path of [
      '/jobs/x.js',
      '/robots.txt',
      '/docs/x',
      '/ws/1',
      '/livez/x',
      '/metrics/x',
      '/assets/x',
      '/assets/x.js',
    ])
      assert.equal((await send(path, { headers: html })).status, 404, path)
    assert.equal((await send('/api/x', { headers: html })).status, 401)
    assert.equal((await send('/jobs', { method: 'POST', headers: html })).status, 404)
    assert.equal((await send('/', { method: 'POST', headers: html })).headers.allow, 'GET, HEAD')
  })
})

describe('a file', () => {
  test('whose name carries a hash is kept for good', async () => {
    const { status, headers } = await send('/assets/index-abc123.js')
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.match(String(headers['content-type']), /^(text|application)\/javascript/)
  })

  test('of another name is kept for an hour', async () => {
    const { status, headers } = await send('/favicon.svg')
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'public, max-age=3600')
  })

  test('is refused in the words of this server when a condition or a range fails', async () => {
    const path = '/assets/index-abc123.js'
    assert.equal((await send(path, { headers: { range: 'bytes=900-' } })).status, 416)
    assert.equal((await send(path, { headers: { 'if-match': '"other"' } })).status, 412)
    assert.equal((await send(path, { headers: { range: 'bytes=0-3' } })).status, 206)
    assert.equal((await send(path, { method: 'POST' })).status, 405)
  })

  test('outside of the folder is out of reach', async () => {
    for (const path of [
      '/assets/../index.html',
      '/assets/%2e%2e/index.html',
      '/assets/..%2f..%2fetc/passwd',
      '/assets/%00',
      '/assets//etc/passwd',
      '/assets/%5c..%5cindex.html',
    ])
      assert.ok([400, 403, 404].includes((await send(path)).status), path)
  })
})

test('without a build every page says how to make one, and the rest works', async () => {
  for (const path of ['/', '/jobs']) {
    const answer = await unbuilt.send(path, { headers: html })
    assert.equal(answer.status, 503)
    assert.match(String(problemOf(answer)['detail']), /npm run build:web/)
  }
  assert.equal((await unbuilt.send('/livez')).status, 200)
  assert.equal((await unbuilt.send('/assets/x.js')).status, 404)
})
