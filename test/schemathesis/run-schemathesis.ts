import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { startTestApp, testKey } from '../support/app.ts'

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'ignored_auth',
]

/** An outside judge: it reads the served document, makes requests of every kind, and holds the answers against it. */
test('schemathesis finds nothing that the OpenAPI document does not say', async () => {
  const isInstalled = spawnSync('schemathesis', ['--version']).error === undefined
  assert.ok(isInstalled, 'schemathesis is not installed: pip install schemathesis, and put it on the PATH')
  const { port } = await startTestApp()
  const run = spawn(
    'schemathesis',
    [
      'run',
      // The copy that the pages read: schemathesis leaves out the path it loaded the document from.
      `http://127.0.0.1:${port}/docs/json`,
      ...['--header', `Authorization: Bearer ${testKey}`],
      ...['--checks', checks.join(',')],
      ...['--max-examples', '50', '--seed', '1'],
    ],
    // It keeps what it found in the folder it runs in.
    { stdio: ['ignore', 'inherit', 'inherit'], cwd: tmpdir() },
  )
  const [exitCode] = await once(run, 'exit')
  assert.equal(exitCode, 0)
})
