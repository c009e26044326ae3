import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startDocket } from './docket-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function runDoctor(dataDir: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const doctor = startDocket({ dataDir, args: ['doctor', ...args], env })
  const { code } = await doctor.ended
  return { code, output: doctor.output() }
}

test('doctor finds no fault with an installation that was never started, and makes nothing', async (t) => {
  const folder = temporaryDirectory(t)
  const { code, output } = await runDoctor(join(folder, 'data'))
  assert.equal(code, 0, output)
  assert.match(output, /ok +server +not running/)
  assert.deepEqual(readdirSync(folder), [])
})

test('doctor looks into a running server and its database', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  const url = await server.ready()
  const { code, output } = await runDoctor(dataDir)
  assert.equal(code, 0, output)
  assert.match(output, new RegExp(`ok +server +runs on ${url} \\(process ${server.pid}\\) and is ready`))
  assert.match(output, /ok +fsync +on/)
  assert.match(output, /ok +migrations +all \d+ are applied/)
})

test('doctor warns of a PostgreSQL that outlived its server', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = startDocket({ dataDir })
  await server.ready()
  server.kill('SIGKILL')
  await server.ended
  const { code, output } = await runDoctor(dataDir)
  assert.equal(code, 0, output)
  assert.match(output, /warning +cluster +a PostgreSQL runs here without its Docket/)
  // The next start puts it in order, and its end leaves the directory to be removed.
  const next = startDocket({ dataDir })
  await next.ready()
})

test('doctor --json names every problem with what to do and exits 1', async (t) => {
  const dataDir = join(temporaryDirectory(t), 'file')
  writeFileSync(dataDir, '')
  const { code, output } = await runDoctor(dataDir, ['--json'])
  assert.equal(code, 1)
  const { ok, findings } = JSON.parse(output)
  assert.equal(ok, false)
  const problem = findings.find(({ check }: { check: string }) => check === 'data directory')
  assert.equal(problem.state, 'problem')
  assert.match(problem.advice, /DOCKET_DATA_DIR/)
})

test('doctor warns of a setting that nothing uses, which is no problem', async (t) => {
  const env = { TEMPORAL_HOST: '127.0.0.1:7233' }
  const { code, output } = await runDoctor(temporaryDirectory(t), [], env)
  assert.equal(code, 0, output)
  assert.match(output, /warning +settings +TEMPORAL_HOST is set, but no part of this version uses it/)
})

test('doctor reports settings that are wrong', async (t) => {
  const { code, output } = await runDoctor(temporaryDirectory(t), [], { PORT: 'eight', HOST: 'no host' })
  assert.equal(code, 1)
  assert.match(output, /problem +settings/)
  assert.match(output, /PORT: .*"eight"/)
  assert.match(output, /HOST: .*"no host"/)
})
