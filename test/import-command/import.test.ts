import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { type DocketProcess, launcher, startDocket, until } from '../lifecycle/docket-process.ts'
import { temporaryDirectory } from '../lifecycle/temporary-directory.ts'
import { type Ran, type RunningCommand, startCommand, startProxy } from './run-import.ts'

const folder = temporaryDirectory({ after })
const dataDir = join(folder, 'data')
const adminKey = 'the-admin-key-of-these-tests'
const example = join(import.meta.dirname, '..', '..', 'docs', 'example')
const payments = join(example, 'payments.csv')
let env: Record<string, string> = {}
let server: DocketProcess
let port = 0
let userId = ''

before(async () => {
  port = await findFreePort()
  env = { DOCKET_DATA_DIR: dataDir, DOCKET_ADMIN_API_KEY: adminKey, PORT: String(port) }
  server = await serve()
  const { user } = JSON.parse(
    (await docket('users', 'add', '--email', 'a@example.com', '--name', 'A', '--json')).stdout,
  )
  userId = user.id
  const { key } = JSON.parse((await docket('keys', 'add', '--user', userId, '--name', 'k', '--json')).stdout)
  env = { ...env, DOCKET_API_KEY: typeof key === 'string' ? key : key.key }
})

async function serve(): Promise<DocketProcess> {
  const started = startDocket({ dataDir, env })
  await started.ready()
  return started
}

async function findFreePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

function start(args: readonly string[], changed: Record<string, string> = {}): RunningCommand {
  return startCommand(args, { ...env, ...changed })
}

function docket(...args: string[]): Promise<Ran> {
  return start(args).ended
}

function importRows(...args: string[]): Promise<Ran> {
  return docket('import', 'transactions', ...args)
}

/** A file with so many payments, each of the last `faults` without an amount. */
function writePayments(name: string, rows: number, faults = 0): string {
  const path = join(folder, name)
  const lines = Array.from({ length: rows }, (_, i) => `t${i},${i >= rows - faults ? '' : '1.50'},2024-01-15`)
  writeFileSync(path, `${['transaction_id,amount,date', ...lines].join('\n')}\n`)
  return path
}

async function jobsOf(): Promise<{ id: string; status: string; files: { name: string }[] }[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/users/${userId}/jobs?limit=200`, {
    headers: { authorization: `Bearer ${adminKey}` },
  })
  return JSON.parse(await answer.text()).items
}

describe('an import', () => {
  test('of payments is followed to its end, and its counters are printed', async () => {
    const { code, stdout, stderr } = await importRows(payments)
    assert.equal(code, 0, stderr)
    const [first, ...lines] = stdout.split('\n')
    assert.match(first ?? '', /^Job [0-9a-f-]{36}: completed$/)
    assert.deepEqual(lines, ['Rows: 4', 'Valid: 4', 'Invalid: 0', 'Suspicious: 1', ''])
    assert.match(stderr, /^uploaded as job [0-9a-f-]{36}\n$/)
  })

  test('of tickets has the verdicts of docket vouchers', async () => {
    const files = [join(example, 'orders.csv'), join(example, 'barcodes.csv')]
    const { code, stdout } = await docket('import', 'tickets', ...files, '--json', '--quiet')
    const { job, rejects } = JSON.parse(stdout)
    const output = join(folder, 'vouchers')
    const own = await docket(
      'vouchers',
      '--orders-file',
      files[0] ?? '',
      '--barcodes-file',
      files[1] ?? '',
      '--output-dir',
      output,
      '--json',
    )
    const counts: number[] = Object.values(JSON.parse(own.stdout).rejects)
    assert.equal(code, 0)
    assert.equal(job.kind, 'tickets')
    assert.equal(
      rejects.rows,
      counts.reduce((sum, rows) => sum + rows, 0),
    )
  })

  test('with faults saves the rejected rows, and exits with 1 only when asked to be strict', async () => {
    const path = writePayments('faults.csv', 5, 2)
    const saved = join(folder, 'new folder', 'rejects.csv')
    const { code, stdout, stderr } = await importRows(path, '--json', '--rejects', saved)
    assert.equal(code, 0, stderr)
    const { job, rejects, elapsedMs } = JSON.parse(stdout)
    assert.equal(typeof elapsedMs, 'number')
    assert.deepEqual([job.status, job.validRecords, job.invalidRecords], ['completed', 3, 2])
    assert.deepEqual(rejects, {
      rows: 2,
      url: `http://127.0.0.1:${port}/api/jobs/${job.id}/rejects.csv`,
      file: saved,
    })
    assert.equal(readFileSync(saved, 'utf8').trim().split('\n').length, 3)
    const strict = await importRows(path, '--strict', '--quiet')
    assert.equal(strict.code, 1)
    assert.equal(strict.stderr, '')
    assert.match(strict.stdout, /^Invalid: 2\nSuspicious: 0\nRejects: http.*rejects\.csv$/m)
  })

  test('that fails says why, and exits with 1', async () => {
    const { code, stdout } = await importRows(join(example, 'orders.csv'))
    assert.equal(code, 1)
    assert.match(stdout, /: failed\nReason: orders\.csv .*transaction_id/)
  })

  test('may be left to itself', async () => {
    const { code, stdout } = await importRows(payments, '--no-follow', '--json')
    assert.equal(code, 0)
    const { id } = JSON.parse(stdout).job
    await until(
      async () => (await jobsOf()).some((job) => job.id === id && job.status === 'completed'),
      20_000,
      () => 'it has not ended',
    )
  })

  test('is read from a pipe', async () => {
    const line = 'cat "$0" | "$1" import transactions /dev/stdin'
    const { stdout } = await promisify(execFile)('sh', ['-c', line, payments, launcher], {
      env: { PATH: process.env['PATH'], ...env },
    })
    assert.match(stdout, /: completed\nRows: 4\n/)
  })
})

/** What is refused, with which exit code, and in which words. */
const cases: readonly [string, number, () => Promise<Ran>, RegExp][] = [
  ['a file that is not there', 3, () => importRows('no-such-file.csv'), /no-such-file\.csv does not exist/],
  ['a folder', 3, () => importRows(folder), /is a directory/],
  ['an empty file', 3, () => importRows(writeFile('empty.csv', '')), /empty/],
  [
    'a picture',
    3,
    () => importRows(writeFile('picture.csv', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR')),
    /picture\.csv/,
  ],
  ['no file', 2, () => importRows(), /missing required argument/],
  ['a kind that nobody knows', 2, () => docket('import', 'orders', payments), /unknown command/],
  ['an address that is none', 2, () => importRows(payments, '--server', 'ftp://a'), /must be an address/],
  ['strictness without following', 2, () => importRows(payments, '--no-follow', '--strict'), /--no-follow/],
  [
    'the admin’s key without a user',
    2,
    () => start(['import', 'transactions', payments], { DOCKET_API_KEY: '' }).ended,
    /--user <id>/,
  ],
  [
    'another server without a key for it',
    2,
    () =>
      start(['import', 'transactions', payments, '--server', `http://127.0.0.1:${port}`], {
        DOCKET_API_KEY: '',
      }).ended,
    /a key is needed/,
  ],
  [
    'a key that is not good',
    1,
    () => importRows(payments, '--key', 'nobody-has-this-key'),
    /the key is not accepted/,
  ],
  [
    'a user there is not',
    1,
    () => start(['import', 'transactions', payments, '--key', adminKey, '--user', 'nobody']).ended,
    /no such user/,
  ],
  [
    'a server that is away',
    1,
    () => importRows(payments, '--server', 'http://127.0.0.1:9'),
    /cannot be reached/,
  ],
  [
    'a folder in which nothing can be saved',
    1,
    () => importRows(payments, '--rejects', join(payments, 'r.csv')),
    /cannot write/,
  ],
  [
    'a data directory without a server',
    1,
    () => start(['import', 'transactions', payments], { DOCKET_DATA_DIR: join(folder, 'none') }).ended,
    /docket serve/,
  ],
]

function writeFile(name: string, bytes: string): string {
  const path = join(folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, bytes, 'latin1')
  return path
}

describe('what is refused takes one line', { concurrency: 4 }, () => {
  for (const [name, expected, run, message] of cases) {
    test(name, async () => {
      const { code, stdout, stderr } = await run()
      assert.equal(code, expected, stderr)
      assert.match(stderr, message)
      assert.match(stderr, /^docket: .*\n(\(docket .*\n)?$/)
      assert.equal(stdout, '')
    })
  }
})

describe('when connections break', () => {
  test('in the middle of an upload, the files are sent again and make one job', async () => {
    const path = writePayments('cut.csv', 50_000)
    let uploads = 0
    const proxy = await startProxy(port, (begin) => {
      if (!begin.startsWith('POST /api/jobs?')) return 'let through'
      uploads += 1
      return uploads > 2 ? 'let through' : { cutAfterBytes: 300_000 }
    })
    const { code, stderr } = await importRows(path, '--server', proxy.url)
    proxy.close()
    assert.equal(code, 0, stderr)
    assert.equal(uploads, 3)
    assert.equal((await jobsOf()).filter(({ files }) => files[0]?.name === 'cut.csv').length, 1)
  })

  test('that carry live messages, the end is heard of all the same', async () => {
    let refused = 0
    const proxy = await startProxy(port, (begin) => {
      if (!begin.startsWith('GET /ws/')) return 'let through'
      refused += 1
      return { cutAfterBytes: 0 }
    })
    const { code, stderr } = await importRows(payments, '--server', proxy.url)
    proxy.close()
    assert.equal(code, 0, stderr)
    assert.ok(refused > 0)
  })

  test('because the server is killed and started again, the job is followed to its end', async () => {
    const path = writePayments('killed.csv', 200_000)
    const command = start(['import', 'transactions', path, '--json'])
    await command.says('uploaded as job')
    server.kill('SIGKILL')
    await server.ended
    server = await serve()
    const { code, stdout, stderr } = await command.ended
    assert.equal(code, 0, stderr)
    const { job } = JSON.parse(stdout)
    assert.deepEqual([job.status, job.validRecords], ['completed', 200_000])
  })
})

test('Ctrl-C ends the command and says that the job goes on', async () => {
  const command = start(['import', 'transactions', writePayments('interrupted.csv', 300_000)])
  await command.says('uploaded as job')
  const isStarted = async () =>
    (await jobsOf()).some(({ files, status }) => files[0]?.name === 'interrupted.csv' && status !== 'pending')
  await until(isStarted, 20_000, () => 'it is not started')
  command.interrupt()
  const { code, stdout, stderr } = await command.ended
  assert.equal(code, 130)
  assert.equal(stdout, '')
  assert.match(
    stderr,
    /docket: interrupted; the job (goes on|is uploaded and not started): http:\/\/127\.0\.0\.1:\d+\/jobs\/[0-9a-f-]{36}\n$/,
  )
})
