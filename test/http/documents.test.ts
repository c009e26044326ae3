import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { startTestApp } from '../support/app.ts'

const { app, send } = await startTestApp()

describe('the OpenAPI document', () => {
  test('is the one in docs/, which `npm run openapi` writes', async () => {
    const committed = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))
    assert.deepEqual(JSON.parse((await send('/openapi.json')).text), committed)
  })

  test('names whole paths, and every route that is not a page or a file', async () => {
    const { paths } = JSON.parse((await send('/openapi.json')).text)
    assert.deepEqual(Object.keys(paths).sort(), [
      '/api/system',
      '/livez',
      '/metrics',
      '/openapi.json',
      '/readyz',
    ])
  })

  test('gives every operation a name of its own and says which need the key', async () => {
    const { paths } = JSON.parse((await send('/openapi.json')).text)
    const ids = new Set()
    for (const [path, item] of Object.entries<Record<string, { operationId?: string; security?: unknown }>>(
      paths,
    )) {
      for (const { operationId, security } of Object.values(item)) {
        assert.ok(operationId !== undefined && !ids.has(operationId), path)
        ids.add(operationId)
        assert.equal(security !== undefined, path.startsWith('/api/') || path === '/metrics', path)
      }
    }
  })
})

describe('the pages at /docs', () => {
  test('and all they load come from this server, with no script in the page', async () => {
    const { text, headers } = await send('/docs')
    assert.doesNotMatch(text, /<script>|https?:\/\//)
    assert.match(String(headers['content-security-policy']), /script-src 'self';.*img-src 'self' data:/)
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => String(match[1]))
    assert.ok(files.length >= 5)
    for (const file of files) assert.equal((await send(file)).status, 200, file)
  })

  test('read the document from here', async () => {
    assert.deepEqual(JSON.parse((await send('/docs/json')).text), JSON.parse(JSON.stringify(app.swagger())))
  })

  test('do not serve what is not theirs', async () => {
    for (const path of ['/docs/static/%2e%2e/package.json', '/docs/static/..%2fpackage.json', '/docs/x'])
      assert.ok([403, 404].includes((await send(path)).status), path)
  })
})
