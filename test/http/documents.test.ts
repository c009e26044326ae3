import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { startFullApp } from '../support/full-app.ts'

const { app, send } = await startFullApp()

describe('the OpenAPI document', () => {
  test('is the one in docs/, which `npm run openapi` writes', async () => {
    const committed = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))
    assert.deepEqual(JSON.parse((await send('/openapi.json')).text), committed)
  })

  test('names whole paths, and no page or file', async () => {
    const { paths } = JSON.parse((await send('/openapi.json')).text)
    const open = ['/livez', '/metrics', '/openapi.json', '/readyz']
    const others = Object.keys(paths).filter((path) => !open.includes(path))
    assert.ok(others.length > 30)
    for (const path of others) assert.match(path, /^\/api\/[a-z]/)
  })

  test('gives every operation a name of its own, and says which are open to anybody', async () => {
    const { paths } = JSON.parse((await send('/openapi.json')).text)
    const operations = Object.values<Record<string, { operationId: string; security?: unknown }>>(
      paths,
    ).flatMap((item) => Object.values(item))
    const ids = operations.map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    const open = operations.filter(({ security }) => security === undefined)
    assert.deepEqual(open.map(({ operationId }) => operationId).sort(), [
      'getLiveness',
      'getOpenApi',
      'getReadiness',
      'lookAtLink',
      'signIn',
      'useLink',
    ])
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
