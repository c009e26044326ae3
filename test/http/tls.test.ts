import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { PlainError } from '../../server/platform/errors.ts'
import { startTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

const { db } = await openTestDatabase()
const folder = await mkdtemp(join(tmpdir(), 'docket-tls-'))
after(() => rm(folder, { recursive: true }))
const tlsCertFile = join(folder, 'certificate.pem')
const tlsKeyFile = join(folder, 'key.pem')
const openssl = 'openssl'
const skip =
  spawnSync(openssl, ['version']).error === undefined
    ? false
    : 'there is no openssl to make a certificate with'

test('with a certificate the server speaks HTTPS, problems included', { skip }, async () => {
  const options = ['-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=localhost', '-days', '1']
  execFileSync(openssl, ['req', ...options, '-keyout', tlsKeyFile, '-out', tlsCertFile], {
    stdio: 'ignore',
  })
  const { port } = await startTestApp({ db, config: { tlsCertFile, tlsKeyFile } })
  for (const [path, status] of [
    ['/livez', 200],
    ['/nothing', 404],
  ] as const) {
    // The certificate is of a moment ago and signed by itself.
    const [response] = await once(
      request({ port, path, rejectUnauthorized: false, agent: false }).end(),
      'response',
    )
    assert.equal(response.statusCode, status)
    await json(response)
  }
})

test('with a certificate that is none it does not start, and says why in one line', async () => {
  await writeFile(tlsCertFile, 'no certificate')
  await writeFile(tlsKeyFile, 'no key')
  await assert.rejects(startTestApp({ db, config: { tlsCertFile, tlsKeyFile } }), (error) => {
    assert.ok(error instanceof PlainError)
    assert.match(error.message, /^TLS_CERT_FILE and TLS_KEY_FILE cannot be used: .+$/)
    return true
  })
})
