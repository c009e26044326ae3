import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startDocket } from './docket-process.ts'
import { refusalOf } from './refusal-of.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const setupLink = /^Make the first admin, once, within a day: (http:\/\/\S+\/link)#([\w-]{43})$/m

test('the first start prints the link that makes the first admin, once; a start after that prints none', async (t) => {
  const dataDir = temporaryDirectory(t)
  const first = startDocket({ dataDir, env: { LOG_LEVEL: 'trace' } })
  const url = await first.ready()
  await first.says('Ctrl-C stops it')
  const [, address, token = ''] = setupLink.exec(first.output()) ?? []
  assert.equal(address, `${url}/link`)
  const used = await fetch(`${url}/api/links/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ token, password: 'seven doors of teal', name: 'Ada', email: 'ada@example.com' }),
  })
  assert.equal(used.status, 201)
  assert.equal(first.output().split(token).length, 2, 'the token stands in one line, and in no log')
  first.kill('SIGTERM')
  await first.ended

  const second = startDocket({ dataDir })
  await second.says('Ctrl-C stops it')
  assert.doesNotMatch(second.output(), setupLink)
  second.kill('SIGTERM')
  await second.ended
})

test('another host is refused while there is no admin, and listened on when there is a key', async (t) => {
  const dataDir = temporaryDirectory(t)
  const env = { HOST: '0.0.0.0', TRUSTED_PROXY: '10.0.0.1' }
  assert.match(
    await refusalOf({ dataDir, env }),
    /^docket: HOST: listening on 0\.0\.0\.0 needs an admin: .*$/,
  )
  const server = startDocket({ dataDir, env: { ...env, DOCKET_ADMIN_API_KEY: 'k'.repeat(24) } })
  await server.ready()
  server.kill('SIGTERM')
  await server.ended
})
