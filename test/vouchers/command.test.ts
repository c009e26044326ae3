import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const docket = join(import.meta.dirname, '..', '..', 'bin', 'docket')
const pair = join(import.meta.dirname, '..', '..', 'docs', 'example')
const folder = mkdtempSync(join(tmpdir(), 'docket-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('prints the top customers and the unused barcodes, and writes both files', () => {
  const { status, stdout, output } = run('plain')
  assert.equal(status, 0)
  assert.equal(stdout, 'Top 5 customers by tickets:\n9, 5\n10, 5\n2, 2\n30, 2\n7, 1\nUnused barcodes: 3\n')
  assert.deepEqual(readdirSync(output).toSorted(), ['rejects.csv', 'vouchers.csv'])
  assert.equal(
    readFileSync(join(output, 'vouchers.csv'), 'utf8').split('\n')[1],
    '2,3,"[50000000007, 50000000008]"',
  )
})

test('names every rejected row on stderr, with the line it collides with', () => {
  const { stderr } = run('named')
  assert.match(stderr, /^orders\.csv:5 order-without-barcodes 4\b/m)
  assert.match(stderr, /^barcodes\.csv:20 barcode-duplicate 50000000003\b.* line 4\b/m)
  assert.match(stderr, /^barcodes\.csv:21 barcode-conflict 50000000006\b.* line 7\b/m)
})

test('--json prints one object', () => {
  const { stdout, output } = run('json', '--json')
  const { elapsedMs, ...result } = JSON.parse(stdout)
  assert.equal(typeof elapsedMs, 'number')
  assert.deepEqual(result, {
    ...{ vouchers: 7, tickets: 15, unusedBarcodes: 3 },
    topCustomers: [
      { customerId: '9', tickets: 5 },
      { customerId: '10', tickets: 5 },
      { customerId: '2', tickets: 2 },
      { customerId: '30', tickets: 2 },
      { customerId: '7', tickets: 1 },
    ],
    rejects: { 'barcode-duplicate': 2, 'barcode-conflict': 1, 'order-without-barcodes': 2 },
    warnings: {},
    files: { vouchers: join(output, 'vouchers.csv'), rejects: join(output, 'rejects.csv') },
  })
})

test('ranks by orders and shortens the list as it is told', () => {
  const { stdout } = run('orders', '--by', 'orders', '--top', '2')
  assert.equal(stdout, 'Top 2 customers by orders:\n9, 2\n10, 2\nUnused barcodes: 3\n')
  const { topCustomers } = JSON.parse(run('orders-json', '--by', 'orders', '--top', '1', '--json').stdout)
  assert.deepEqual(topCustomers, [{ customerId: '9', orders: 2 }])
})

test('--quiet says nothing on stderr', () => {
  assert.equal(run('quiet', '--quiet').stderr, '')
})

test('--strict exits 1 when a row was rejected, and writes the files all the same', () => {
  const { status, output } = run('strict', '--strict')
  assert.equal(status, 1)
  assert.deepEqual(readdirSync(output).toSorted(), ['rejects.csv', 'vouchers.csv'])
})

test('a wrong option exits 2', () => {
  assert.equal(run('usage', '--top', '0').status, 2)
  assert.equal(run('usage', '--duplicates', 'keep-last').status, 2)
})

test('a bad file exits 3 with one line and leaves earlier output untouched', () => {
  const { output } = run('kept')
  const before = readFileSync(join(output, 'vouchers.csv'), 'utf8')
  const bad = join(folder, 'semicolons.csv')
  writeFileSync(bad, 'barcode;order_id\na;1\n')
  const { status, stdout, stderr } = run('kept', '--barcodes-file', bad)
  assert.equal(status, 3)
  assert.equal(stdout, '')
  assert.match(stderr, /^docket: [^\n]*semicolons\.csv[^\n]*\n$/)
  assert.equal(readFileSync(join(output, 'vouchers.csv'), 'utf8'), before)
  assert.deepEqual(readdirSync(output).toSorted(), ['rejects.csv', 'vouchers.csv'])
})

test('a missing file, a folder and a wrong byte each exit 3 and are named', () => {
  const missing = run('faults', '--orders-file', join(folder, 'nowhere.csv'))
  assert.equal(missing.status, 3)
  assert.match(missing.stderr, /^docket: [^\n]*nowhere\.csv[^\n]*\n$/)
  assert.equal(run('faults', '--orders-file', folder).status, 3)
  const spoilt = join(folder, 'latin.csv')
  writeFileSync(spoilt, Buffer.from('order_id,customer_id\n1,10\nÅ,1\n', 'latin1'))
  const wrongByte = run('faults', '--orders-file', spoilt)
  assert.equal(wrongByte.status, 3)
  assert.match(wrongByte.stderr, /^docket: [^\n]*latin\.csv[^\n]*\b26\b[^\n]*\n$/)
})

/** Runs the command on the made-up pair, into a folder of the given name. */
function run(name: string, ...args: readonly string[]) {
  const output = join(folder, name)
  const files = ['--orders-file', join(pair, 'orders.csv'), '--barcodes-file', join(pair, 'barcodes.csv')]
  const result = spawnSync(docket, ['vouchers', ...files, '--output-dir', output, ...args], {
    encoding: 'utf8',
  })
  return { status: result.status, stdout: result.stdout, stderr: result.stderr, output }
}
