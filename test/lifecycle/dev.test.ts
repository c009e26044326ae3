import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type DocketProcess, processesNaming, startDocket } from './docket-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const script = fileURLToPath(new URL('../../scripts/dev.ts', import.meta.url))

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? String(address.port) : ''
}

/** Starts `npm run dev` on free ports; returns the address of the page. */
async function startDev(dataDir: string): Promise<{ dev: DocketProcess; page: string }> {
  const port = await freePort()
  const args = [script, '--port', port]
  // Vite colours what it says where CI is set, and so breaks the address that is waited for.
  const env = { PORT: await freePort(), NO_COLOR: '1' }
  const dev = startDocket({ command: process.execPath, args, dataDir, env })
  await dev.ready()
  const page = `http://127.0.0.1:${port}`
  await dev.says(page)
  return { dev, page }
}

async function assertNothingLeft(dev: DocketProcess, dataDir: string): Promise<void> {
  await dev.ended
  assert.throws(() => process.kill(-dev.pid, 0), { code: 'ESRCH' }, dev.output())
  assert.deepEqual(processesNaming(dataDir), [])
}

test('the page of npm run dev reaches a Docket on another PORT, and may send it changes', async (t) => {
  const dataDir = temporaryDirectory(t)
  const { dev, page } = await startDev(dataDir)
  const ready = await fetch(`${page}/readyz`)
  assert.equal(ready.status, 200)
  assert.match(await (await fetch(page)).text(), /@vite\/client/)
  const change = (origin: string) => fetch(`${page}/api/system`, { method: 'POST', headers: { origin } })
  assert.equal((await change(page)).status, 401, 'it wants a key, as for any program')
  assert.equal((await change('http://evil.example')).status, 403)
  process.kill(-dev.pid, 'SIGINT')
  await assertNothingLeft(dev, dataDir)
})

test('a signal to npm run dev alone ends everything it started', async (t) => {
  const dataDir = temporaryDirectory(t)
  const { dev } = await startDev(dataDir)
  dev.kill('SIGTERM')
  await assertNothingLeft(dev, dataDir)
})

test('npm run dev refuses a PORT that Vite cannot know, in one line', async (t) => {
  const dev = startDocket({ command: process.execPath, args: [script], dataDir: temporaryDirectory(t) })
  assert.deepEqual(await dev.ended, { code: 1, signal: null })
  assert.equal(dev.output(), 'dev: npm run dev wants a PORT other than 0, and no TLS_CERT_FILE\n')
})
