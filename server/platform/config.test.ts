import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { writeEnvExample } from '../../scripts/schemas/write-settings.ts'
import { readConfig, readEnvFile, settings } from './config.ts'
import { PlainError } from './errors.ts'

test('without any variable every setting has its default', () => {
  const config = readConfig({})
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.port, 8_000)
  assert.equal(config.databaseUrl, undefined)
  assert.equal(config.dataDir, resolve('.docket'))
  assert.equal(config.logLevel, 'info')
  assert.equal(config.maxUploadBytes, 2 * 1_024 ** 3)
})

test('an empty variable counts as unset', () => {
  assert.equal(readConfig({ PORT: '', DATABASE_URL: '  ' }).port, 8_000)
})

test('all faults are told at once, each with its variable', () => {
  const wrong = {
    PORT: '80a',
    LOG_LEVEL: 'loud',
    DOCKET_ADMIN_API_KEY: 'short',
    TRUSTED_PROXY: '10.0.0.0/33',
  }
  assert.throws(
    () => readConfig(wrong),
    (error: unknown) => {
      assert.ok(error instanceof PlainError)
      for (const variable of Object.keys(wrong)) assert.match(error.message, new RegExp(`${variable}: `))
      return true
    },
  )
})

const refused: Readonly<Record<string, readonly string[]>> = {
  HOST: ['no host', '-a', 'http://a'],
  PORT: ['-1', '65536', '1e3', '0x10', '8000.0', ' 80 80'],
  DATABASE_URL: ['mysql://a', 'localhost', 'postgres://['],
  DATABASE_POOL_SIZE: ['1', '0', '201', 'ten'],
  TEMPORAL_HOST: ['localhost', 'a:b', 'a:1:2'],
  DOCKET_ADMIN_API_KEY: ['x'.repeat(23), `${'x'.repeat(24)} y`, 'ä'.repeat(24)],
  PUBLIC_URL: ['docket.example', 'ftp://docket.example', 'https://docket.example/path'],
  TRUSTED_PROXY: ['proxy', '10.0.0.0/33', '10.0.0.1,', '::1/129', '10.0.0.0/8/9'],
  TLS_CERT_FILE: ['/no/such/file'],
  TLS_KEY_FILE: ['/no/such/file'],
  LOG_LEVEL: ['INFO', 'verbose'],
  MAX_UPLOAD_BYTES: ['0', '2GB', '-5', '9007199254740993'],
}

for (const [variable, values] of Object.entries(refused)) {
  test(`a malformed ${variable} is refused, never replaced`, () => {
    for (const value of values) {
      assert.throws(() => readConfig({ [variable]: value }), { message: new RegExp(`${variable}`) }, value)
    }
  })
}

test('the password of a wrong database address is not repeated', () => {
  assert.throws(
    () => readConfig({ DATABASE_URL: 'mysql://user:hunter2@localhost/orders' }),
    (error: unknown) => error instanceof PlainError && !error.message.includes('hunter2'),
  )
})

test('another host wants TLS or a proxy', () => {
  assert.throws(() => readConfig({ HOST: '0.0.0.0' }), /TRUSTED_PROXY/)
  const config = readConfig({ HOST: '0.0.0.0', TRUSTED_PROXY: '10.0.0.0/8, ::1' })
  assert.deepEqual(config.trustedProxy, ['10.0.0.0/8', '::1'])
})

test('localhost is one address, so that one server answers under it', () => {
  for (const HOST of ['localhost', 'LocalHost']) assert.equal(readConfig({ HOST }).host, '127.0.0.1')
})

test('a certificate wants its key', () => {
  assert.throws(() => readConfig({ TLS_CERT_FILE: import.meta.filename }), /each needs the other/)
})

test('.env.example can be read back: switched on, its defaults are the defaults', () => {
  const switchedOn = parseEnv(writeEnvExample().replace(/^#([A-Z])/gm, '$1'))
  assert.deepEqual(
    Object.keys(switchedOn).sort(),
    Object.values(settings)
      .map(({ variable }) => variable)
      .sort(),
  )
  assert.deepEqual(readConfig(switchedOn), readConfig({}))
})

test('an .env file is read, and a line of it that sets nothing is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-env-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, '.env')
  assert.deepEqual(readEnvFile(file), {})
  writeFileSync(file, '# a comment\n\nPORT=9000\nexport HOST = localhost\r\nPUBLIC_URL=\n')
  assert.deepEqual({ ...readEnvFile(file) }, { PORT: '9000', HOST: 'localhost', PUBLIC_URL: '' })
  for (const line of ['PORT 9000', '=x', 'this is not', '9PORT=1']) {
    writeFileSync(file, `LOG_LEVEL=info\n${line}\n`)
    assert.throws(() => readEnvFile(file), { name: 'PlainError', message: /^line 2 of / }, line)
  }
  assert.throws(() => readEnvFile(folder), { name: 'PlainError', message: /cannot be read/ })
})
