import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { reconcile } from '../../server/features/reconcile/reconcile.ts'
import { readConfig } from '../../server/platform/config.ts'
import { expectations } from '../access/expectations.ts'
import { createTargets } from '../access/targets.ts'
import { makeUser } from '../support/accounts.ts'
import { testKey } from '../support/app.ts'
import { startFullApp } from '../support/full-app.ts'

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'use_after_free',
  'ignored_auth',
]

/** What needs a password, a link, files or a used ticket that no machine makes up. Other tests see to them. */
const mayNeverSucceed: ReadonlySet<string> = new Set([
  'POST /api/sessions',
  'DELETE /api/sessions/current',
  'DELETE /api/sessions/:id',
  'POST /api/links/look',
  'POST /api/links/use',
  'POST /api/users/:id/invitation',
  'POST /api/jobs',
  'POST /api/jobs/:id/repairs',
  'POST /api/barcodes/:barcode/unredeem',
])

/** An outside judge: it reads the served document, makes requests of every kind, and holds the answers against it. */
test('schemathesis finds nothing that the OpenAPI document does not say', async () => {
  const isInstalled = spawnSync('schemathesis', ['--version']).error === undefined
  assert.ok(isInstalled, 'schemathesis is not installed: pip install schemathesis, and put it on the PATH')
  const app = await startFullApp()
  const folder = await mkdtemp(join(tmpdir(), 'docket-schemathesis-'))
  await writeFile(join(folder, 'schemathesis.toml'), await describeData(app))
  const run = spawn(
    'schemathesis',
    [
      ...['--config-file', join(folder, 'schemathesis.toml')],
      'run',
      // The copy that the pages read: schemathesis leaves out the path it loaded the document from.
      `http://127.0.0.1:${app.port}/docs/json`,
      ...['--header', `Authorization: Bearer ${testKey}`],
      ...['--checks', checks.join(',')],
      ...['--max-examples', '30', '--seed', '1'],
    ],
    // It keeps what it found in the folder it runs in.
    { stdio: ['ignore', 'inherit', 'inherit'], cwd: folder },
  )
  const [exitCode] = await once(run, 'exit')
  await rm(folder, { recursive: true })
  assert.equal(exitCode, 0)
  const good = succeeded(app.logged)
  const refusedOnly = operationsOf(app.app.swagger())
    .map(({ name }) => name.replaceAll(/\{([^}]+)\}/g, ':$1'))
    .filter((name) => name.includes('/api/') && !good.has(name) && !mayNeverSucceed.has(name))
  assert.deepEqual(refusedOnly, [])
})

/** Schemathesis's settings: for each operation that names something, the id of what is there. */
async function describeData({ app, db, url }: Awaited<ReturnType<typeof startFullApp>>): Promise<string> {
  const makeTarget = createTargets(db, url)
  const { id: ownerId } = await makeUser(db)
  const lines: string[] = []
  for (const { name, operationId, parameters } of operationsOf(app.swagger())) {
    const target = expectations[operationId]?.target
    const id = target === undefined ? undefined : await makeTarget(target, ownerId)
    const given = parameters.flatMap((parameter) => {
      if (parameter.name === 'user_id') return [`"query.user_id" = "${ownerId}"`]
      return id === undefined || parameter.in !== 'path' ? [] : [`"path.${parameter.name}" = "${id}"`]
    })
    if (given.length > 0)
      lines.push(`[[operations]]\ninclude-name = "${name}"\nparameters = { ${given.join(', ')} }\n`)
  }
  // Some of what is there was written without the changes of the numbers that go with it.
  const config = readConfig({ LOG_LEVEL: 'silent' })
  await reconcile({ config, db }, { repairAs: { kind: 'command', name: 'tests', role: 'admin' } })
  return [rejections, ...lines].join('\n')
}

/** How bad values may be refused: as usual, and with 412, because an If-Match that does not fit comes before the body. */
const rejections = `[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]
`

interface Operation {
  operationId: string
  parameters?: { name: string; in: string }[]
}

function operationsOf(document: object): (Required<Operation> & { name: string })[] {
  const { paths }: { paths: Record<string, Record<string, Operation>> } = JSON.parse(JSON.stringify(document))
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, parameters = [] }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operationId,
      parameters,
    })),
  )
}

/** Requests that went well, by method and route: without them the judge saw refusals only. */
function succeeded(logged: readonly Record<string, unknown>[]): Set<string> {
  const good = logged.filter(({ status }) => typeof status === 'number' && status < 300)
  return new Set(good.map(({ method, route }) => `${method} ${route}`))
}
