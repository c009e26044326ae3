import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const docket = join(import.meta.dirname, '..', '..', 'bin', 'docket')
const pair = join(import.meta.dirname, '..', '..', 'docs', 'example')
const folder = mkdtempSync(join(tmpdir(), 'docket-edges-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const isRoot = process.getuid?.() === 0

test('each format has its own file', () => {
  for (const [format, file, line] of [
    ['csv', 'vouchers.csv', '7,8,"[50000000015]"'],
    ['assignment', 'vouchers.txt', '7, 8, [50000000015]'],
    ['json', 'vouchers.ndjson', '{"customerId":"7","orderId":"8","barcodes":["50000000015"]}'],
  ] as const) {
    const { output } = run(`format-${format}`, '--format', format)
    assert.deepEqual(readdirSync(output).toSorted(), ['rejects.csv', file].toSorted())
    assert.ok(readFileSync(join(output, file), 'utf8').split('\n').includes(line))
  }
})

test('--strict exits 0 when nothing was rejected', () => {
  const orders = write('good-orders.csv', 'order_id,customer_id\n1,10\n')
  const barcodes = write('good-barcodes.csv', 'barcode,order_id\na,1\n')
  assert.equal(run('strict', '--strict', '--orders-file', orders, '--barcodes-file', barcodes).status, 0)
})

test('after a hundred rows of a kind a count is printed, and rejects.csv has them all', () => {
  const barcodes = write('unknown.csv', `barcode,order_id\n${'a,99\n'.repeat(130)}`)
  const { stderr, output } = run('many', '--barcodes-file', barcodes)
  assert.equal(stderr.match(/^unknown\.csv:\d+ order-unknown 99 /gm)?.length, 100)
  assert.match(stderr, /^… and 30 more rows with order-unknown$/m)
  assert.equal(readFileSync(join(output, 'rejects.csv'), 'utf8').match(/order-unknown/g)?.length, 130)
})

test('ids that were read in another form, and columns that were passed over, are told', () => {
  const orders = write('warned.csv', 'order_id,note,customer_id,\n0012,x,7.0,\n')
  const { stderr, stdout } = run('warned', '--json', '--orders-file', orders)
  assert.match(stderr, /^warning: 2 ids with leading zeros or "\.0", read without$/m)
  assert.match(stderr, /^warning: .*warned\.csv: .*: note, \(no name\)$/m)
  assert.deepEqual(JSON.parse(stdout).warnings, { 'columns-ignored': 1, 'id-normalised': 2 })
})

test('--debug tells the time of each stage, and the memory', () => {
  const { stderr } = run('debug', '--debug')
  assert.match(stderr, /^debug: read barcodes +\d+ ms, from \d+ MiB$/m)
  assert.match(stderr, /^debug: peak memory \d+ MiB$/m)
})

test('--quiet still says why a file cannot be used', () => {
  assert.match(
    run('quiet', '--quiet', '--orders-file', join(folder, 'nothing')).stderr,
    /^docket: .*nothing does not exist\n$/,
  )
})

test('a header names all its wrong columns at once', () => {
  const neither = write('doubled.csv', 'barcode,order_id,barcode,order_id\n')
  assert.match(
    run('doubled', '--barcodes-file', neither).stderr,
    /columns barcode and order_id are there more than once\n$/,
  )
  const half = write('half.csv', 'barcode,order,barcode\n')
  const { stderr, status } = run('half', '--barcodes-file', half)
  assert.match(stderr, /the column order_id is missing, and the column barcode is there more than once\n$/)
  assert.equal(status, 3)
})

test('a file that may not be read is unreadable, not missing', {
  skip: isRoot ? 'root reads everything' : false,
}, () => {
  const secret = write('secret.csv', 'order_id,customer_id\n', 0o000)
  const { stderr, status } = run('secret', '--orders-file', secret)
  assert.match(stderr, /secret\.csv cannot be read \(EACCES\)\n$/)
  assert.equal(status, 3)
})

test('a line end in a path stays on one line', () => {
  assert.match(
    run('newline', '--orders-file', join(folder, 'a\nb\u001b[2J')).stderr,
    /^docket: \S+a\\nb\\u001b\[2J does not exist\n$/,
  )
})

test('files of the same name are told apart by their folders', () => {
  mkdirSync(join(folder, 'other'))
  const orders = write('data.csv', 'order_id,customer_id\n1,10\n1,11\n')
  const barcodes = write('other/data.csv', 'barcode,order_id\na,1\na,1\n')
  const { stderr } = run('same-name', '--orders-file', orders, '--barcodes-file', barcodes)
  assert.match(stderr, new RegExp(`^${orders}:3 order-conflict`, 'm'))
  assert.match(stderr, new RegExp(`^${barcodes}:3 barcode-duplicate`, 'm'))
})

test('a pipe can be read, and goes by its path', () => {
  const output = join(folder, 'pipe')
  const args = [
    'vouchers',
    '--orders-file',
    '/dev/stdin',
    '--barcodes-file',
    join(pair, 'barcodes.csv'),
    '--output-dir',
    output,
  ]
  const input = readFileSync(join(pair, 'orders.csv'))
  // A shell makes the pipe: Node's own standard input for a child is a socket, which cannot be opened by a path.
  const stdout = execFileSync('sh', ['-c', 'cat | "$0" "$@" 2>"$STDERR_TO"', docket, ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, STDERR_TO: join(folder, 'pipe.log') },
  })
  assert.match(stdout, /^Unused barcodes: 3$/m)
  assert.match(readFileSync(join(folder, 'pipe.log'), 'utf8'), /^\/dev\/stdin:5 order-without-barcodes 4 /m)
})

test('an output folder that is a file, or holds an input, is refused before anything is read', () => {
  const file = write('in-the-way', '')
  assert.deepEqual(run('in-the-way').status, 1)
  assert.match(run('in-the-way').stderr, /^docket: cannot write \S+in-the-way: it is not a folder\n$/)
  rmSync(file)
  mkdirSync(join(folder, 'own'))
  const own = write('own/vouchers.csv', 'order_id,customer_id\n1,10\n')
  const { status, stderr } = run('own', '--orders-file', own)
  assert.equal(status, 2)
  assert.match(stderr, /vouchers\.csv is an input/)
  assert.equal(readFileSync(own, 'utf8'), 'order_id,customer_id\n1,10\n')
})

test('a reader of stderr that goes away costs nothing but its lines', async () => {
  const barcodes = write('noisy.csv', `barcode,order_id\n${'a,99\n'.repeat(500)}`)
  const output = join(folder, 'deaf')
  const child = spawn(docket, [...inputs(output), '--barcodes-file', barcodes], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.destroy()
  const [status] = await once(child, 'close')
  assert.equal(status, 0)
  assert.deepEqual(readdirSync(output).toSorted(), ['rejects.csv', 'vouchers.csv'])
})

test('a result that cannot be printed is one line and exit 1', {
  skip: process.platform === 'linux' ? false : 'needs /dev/full',
}, () => {
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(docket, [...inputs(join(folder, 'full')), '--quiet'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(full)
  assert.equal(status, 1)
  assert.match(stderr, /^docket: cannot write the result: [^\n]*\n$/)
})

test('a run that is killed leaves the earlier files whole, and the next one is as good as ever', async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `${i},${i % 9}\n`).join('')
  const barcodes = write('large.csv', `barcode,order_id\n${rows}`)
  const whole = [run('killed'), run('not-killed', '--barcodes-file', barcodes)].map(({ output }) =>
    readFileSync(join(output, 'vouchers.csv'), 'utf8'),
  )
  const output = join(folder, 'killed')
  for (const delayMs of [30, 60, 90, 120, 150, 200]) {
    const child = spawn(docket, [...inputs(output), '--barcodes-file', barcodes], { stdio: 'ignore' })
    const killer = setTimeout(() => child.kill('SIGKILL'), delayMs)
    await once(child, 'close')
    clearTimeout(killer)
    assert.ok(
      whole.includes(readFileSync(join(output, 'vouchers.csv'), 'utf8')),
      `killed after ${delayMs} ms`,
    )
  }
  assert.equal(run('killed', '--barcodes-file', barcodes).status, 0)
})

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode })
  return path
}

function inputs(output: string): string[] {
  const [orders, barcodes] = ['orders.csv', 'barcodes.csv'].map((name) => join(pair, name))
  return ['vouchers', '--orders-file', orders, '--barcodes-file', barcodes, '--output-dir', output]
}

/** Runs the command on the made-up pair; a later option wins over the same one before it. */
function run(name: string, ...options: string[]) {
  const output = join(folder, name)
  const { status, stdout, stderr } = spawnSync(docket, [...inputs(output), ...options], { encoding: 'utf8' })
  return { status, stdout, stderr, output }
}
