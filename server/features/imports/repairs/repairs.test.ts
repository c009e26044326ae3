import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { JobTransaction, RepairResult } from '../../../../contract/job-rows.ts'
import { type Answer, problemOf } from '../../../../test/support/app.ts'
import { startRowsApp } from '../../../../test/support/job-rows.ts'
import { multipart, type Person } from '../../../../test/support/jobs.ts'

const app = await startRowsApp()
const ann = await app.person()
const bob = await app.person()
const viewer = await app.person('viewer')
const admin = await app.person('admin')

const file = `transaction_id,amount,date,description
t1,150.00,2024-01-15,first
t2,x,2024-01-16,second
t3,-50.00,no,third
t1,5,2024-01-18,fourth
t5,6,2024-01-19
`

describe('a repair', () => {
  test('as the rejects download, mended, makes the rows valid and moves the counters', async () => {
    const job = await makeJob()
    const rejects = (await app.get(ann, `/api/jobs/${job}/rejects.csv`)).text
    const mended = rejects
      .replace('t2,x,', 't2,75.50,')
      .replace('t3,-50.00,no,', 't3,-50.00,2024-01-17T10:00+02:00,')
      .replace('t1,5,', 't4,60000,')
      .replace('t5,6,2024-01-19,,', 't5,6,2024-01-19,,')
    const { repaired, stillInvalid, job: after } = resultOf(await sendFile(ann, job, mended))
    assert.deepEqual([repaired, stillInvalid], [4, []])
    const { validRecords, invalidRecords, suspiciousRecords, totalRecords, status } = after
    assert.deepEqual(
      [validRecords, invalidRecords, suspiciousRecords, totalRecords, status],
      [5, 0, 2, 5, 'completed'],
    )
    assert.deepEqual(await rowsOf(job), [
      [2, 't1', '150.00', '2024-01-15T00:00:00.000Z', 'first', true, false, null],
      [3, 't2', '75.50', '2024-01-16T00:00:00.000Z', 'second', true, false, null],
      [4, 't3', '-50.00', '2024-01-17T08:00:00.000Z', 'third', true, true, null],
      [5, 't4', '60000', '2024-01-18T00:00:00.000Z', 'fourth', true, true, null],
      [6, 't5', '6', '2024-01-19T00:00:00.000Z', null, true, false, null],
    ])
  })

  test('as JSON does the same', async () => {
    const job = await makeJob()
    const rows = [
      { line: 3, values: { Transaction_ID: ' t2 ', amount: '1e2', timestamp: '2024-01-16', colour: 'red' } },
    ]
    const { repaired, stillInvalid, job: after } = resultOf(await sendRows(ann, job, rows))
    assert.deepEqual([repaired, stillInvalid, after.validRecords, after.invalidRecords], [1, [], 2, 3])
    assert.deepEqual((await rowsOf(job))[1], [
      3,
      't2',
      '100',
      '2024-01-16T00:00:00.000Z',
      null,
      true,
      false,
      null,
    ])
  })

  test('leaves rows that are still invalid as they were, and says why', async () => {
    const job = await makeJob()
    const before = await rowsOf(job)
    const text = `line,transaction_id,amount,date\n3,t2,y,nope\n4,t1,1,2024-01-01\n5,"t\u0007",1,2024-01-01\n6,t5,6,2024-01-19\n`
    const { repaired, stillInvalid } = resultOf(await sendFile(ann, job, text))
    assert.equal(repaired, 1)
    const reasons = stillInvalid.map(({ line, errors }) => [
      line,
      ...errors.map(({ code, firstLine = '' }) => code + firstLine),
    ])
    assert.deepEqual(reasons, [
      [3, 'amount-invalid', 'date-invalid'],
      [4, 'transaction-duplicate2'],
      [5, 'control-character'],
    ])
    assert.deepEqual((await rowsOf(job)).slice(0, 4), before.slice(0, 4))
  })

  test('gives an id that two of its rows have to the earlier line', async () => {
    const job = await makeJob()
    const row = (line: number) => ({
      line,
      values: { transaction_id: 'new', amount: '1', date: '2024-01-01' },
    })
    const { repaired, stillInvalid } = resultOf(await sendRows(ann, job, [row(5), row(3)]))
    assert.equal(repaired, 1)
    assert.deepEqual(
      stillInvalid.map(({ line, errors }) => [line, errors[0]?.firstLine]),
      [[5, 3]],
    )
  })

  test('keeps what it replaced, who sent it and what', async () => {
    const job = await makeJob()
    await sendRows(admin, job, [good(3)])
    const { rows } = await sql<Record<string, unknown>>`
      select line, replaced, sha256, repaired_by from job_repairs
      join jobs on jobs.id = job_id where public_id = ${job}
    `.execute(app.db)
    const [{ replaced, sha256, repaired_by } = {}] = rows
    assert.match(String(sha256), /^[0-9a-f]{64}$/)
    assert.match(String(repaired_by), /^key:/)
    assert.deepEqual(replaced, {
      row_number: 2,
      line: 3,
      transaction_id: 't2',
      amount: null,
      date: '2024-01-16T00:00:00+00:00',
      description: 'second',
      user_id: null,
      is_valid: false,
      is_suspicious: false,
      errors: [{ code: 'amount-invalid', column: 'amount', value: 'x' }],
      raw: 't2,x,2024-01-16,second',
    })
    const audit = await app.db.selectFrom('audit_log').selectAll().where('subject_id', '=', job).execute()
    assert.deepEqual(
      audit.map(({ action, details }) => [action, details]),
      [['job.repair', { repaired: 1, stillInvalid: 0, sha256 }]],
    )
  })

  test('sent again changes nothing and is answered the same', async () => {
    const job = await makeJob()
    const first = resultOf(await sendRows(ann, job, [good(3), good(4)]))
    const again = resultOf(await sendRows(ann, job, [good(3), good(4)]))
    assert.deepEqual(again, first)
    const { rows } = await sql<{ count: number }>`
      select count(*) from audit_log where subject_id = ${job}`.execute(app.db)
    assert.equal(rows[0]?.count, 1)
  })

  test('under an Idempotency-Key is answered as before, and another file under it is refused', async () => {
    const job = await makeJob()
    const keyed = { ...ann, headers: { ...ann.headers, 'idempotency-key': `repair-${job}` } }
    const text = 'line,transaction_id,amount,date\n3,t2,75.50,2024-01-16\n'
    const before = await sendFile(keyed, job, text)
    const again = await sendFile(keyed, job, text)
    assert.deepEqual([again.status, again.text], [202, before.text])
    assert.equal(again.headers['idempotent-replayed'], 'true')
    const other = await sendFile(keyed, job, text.replace('75.50', '75.51'))
    assert.equal(problemOf(other)['code'], 'idempotency-key-reused')
  })

  test('at the same moment as others mends each row once', async () => {
    const job = await makeJob()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        sendRows(ann, job, [{ ...good(3), values: { ...good(3).values, description: `${i}` } }]),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      202,
      ...Array.from({ length: 7 }, () => 422),
    ])
    const { rows } = await sql<Record<string, number>>`
      select valid_records, invalid_records, (select count(*) from job_repairs where job_id = jobs.id) as kept
      from jobs where public_id = ${job}
    `.execute(app.db)
    assert.deepEqual(rows, [{ valid_records: 2, invalid_records: 3, kept: 1 }])
  })
})

describe('a repair is refused whole', () => {
  test('when a row names no rejected row; the pointer says which', async () => {
    const job = await makeJob()
    const answer = await sendRows(ann, job, [good(3), good(2), good(99)])
    assert.deepEqual([answer.status, pointersOf(answer)], [422, ['/rows/1', '/rows/2']])
    assert.equal((await rowsOf(job))[1]?.[5], false)
  })

  test('when two rows are for one line', async () => {
    const answer = await sendRows(ann, await makeJob(), [good(3), good(4), good(3)])
    assert.deepEqual([answer.status, pointersOf(answer)], [422, ['/rows/2']])
  })

  const files = {
    'has no line column': 'transaction_id,amount,date\nt2,1,2024-01-01\n',
    'has two columns of one meaning':
      'line,transaction_id,amount,date,timestamp\n3,t2,1,2024-01-01,2024-01-01\n',
    'has a row without a line': 'line,transaction_id,amount,date\n,t2,1,2024-01-01\n',
    'has a line that is no number': 'line,transaction_id,amount,date\n3.0,t2,1,2024-01-01\n',
    'has a row that cannot be split': 'line,transaction_id,amount,date\n3,t"2,1,2024-01-01\n',
    'has a ragged row': 'line,transaction_id,amount,date\n3,t2,1\n',
    'has no rows': 'line,transaction_id,amount,date\n',
    'is empty': '',
    'is not UTF-8': Buffer.from('line,transaction_id,amount,date\n3,\xe9,1,2024-01-01\n', 'latin1'),
    'is a picture': Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    'has too many rows': `line,transaction_id\n${Array.from({ length: 10_001 }, (_, i) => `${i + 1},x\n`).join('')}`,
  }
  for (const [title, bytes] of Object.entries(files))
    test(`when the file ${title}`, async () => {
      const answer = await sendFile(ann, await makeJob(), bytes)
      assert.equal(answer.status, 422, answer.text)
    })

  test('when the file is too large', async () => {
    const answer = await sendFile(ann, await makeJob(), Buffer.alloc(16 * 1_048_576 + 1, 'x'))
    assert.equal(answer.status, 413)
  })

  test('when the form holds anything else than one file', async () => {
    const job = await makeJob()
    for (const parts of [[], [{ field: 'other', bytes: 'x' }], [{ bytes: 'x' }, { bytes: 'y' }]]) {
      const { contentType, body } = multipart(parts)
      const headers = { ...ann.headers, 'content-type': contentType }
      const { status } = await app.send(`/api/jobs/${job}/repairs`, { method: 'POST', headers, body })
      assert.ok(status === 422 || status === 400, String(status))
    }
  })

  test('without a body, with or without a content type', async () => {
    const path = `/api/jobs/${await makeJob()}/repairs`
    for (const type of [{}, { 'content-type': 'application/json' }]) {
      const answer = await app.send(path, { method: 'POST', headers: { ...ann.headers, ...type } })
      assert.deepEqual([answer.status, problemOf(answer)['code']], [400, 'body-missing'])
    }
  })

  test('when the JSON is none, or not of this shape', async () => {
    const job = await makeJob()
    for (const body of [
      {},
      { rows: [] },
      { rows: [{ line: 0, values: {} }] },
      { rows: [{ line: 3 }] },
      { rows: [{ line: 3, values: { a: 1 } }] },
    ])
      assert.equal((await send(ann, job, JSON.stringify(body))).status, 422, JSON.stringify(body))
    assert.equal((await send(ann, job, '{')).status, 400)
    assert.equal((await send(ann, job, 'line,amount', 'text/csv')).status, 415)
  })

  for (const status of ['pending', 'queued', 'processing', 'failed', 'cancelled'])
    test(`when the job is ${status}`, async () => {
      const job = await makeJob()
      await sql`update jobs set status = ${status} where public_id = ${job}`.execute(app.db)
      const answer = await sendRows(ann, job, [good(3)])
      assert.deepEqual([answer.status, problemOf(answer)['code']], [409, 'job-state-conflict'])
    })

  test('for whoever may not see the job, or may not write', async () => {
    const job = await makeJob()
    assert.equal((await sendRows(bob, job, [good(3)])).status, 404)
    assert.equal((await sendRows(viewer, job, [good(3)])).status, 403)
    assert.equal((await sendRows(ann, 'nothing', [good(3)])).status, 404)
    assert.equal((await send({ id: '', headers: {} }, job, '{}')).status, 401)
  })
})

async function makeJob(): Promise<string> {
  return (await app.importRows(ann, file, 5)).publicId
}

/** A row that is right in every way. */
function good(line: number) {
  return { line, values: { transaction_id: `new-${line}`, amount: '1.00', date: '2024-01-01' } }
}

function sendRows(person: Person, job: string, rows: readonly object[]): Promise<Answer> {
  return send(person, job, JSON.stringify({ rows }))
}

function send(person: Person, job: string, body: string, type = 'application/json'): Promise<Answer> {
  const headers = { ...person.headers, 'content-type': type }
  return app.send(`/api/jobs/${job}/repairs`, { method: 'POST', headers, body })
}

function sendFile(person: Person, job: string, bytes: string | Buffer): Promise<Answer> {
  const { contentType, body } = multipart([{ name: 'rejects.csv', bytes }])
  const headers = { ...person.headers, 'content-type': contentType }
  return app.send(`/api/jobs/${job}/repairs`, { method: 'POST', headers, body })
}

function resultOf(answer: Answer): RepairResult {
  assert.equal(answer.status, 202, answer.text)
  return JSON.parse(answer.text)
}

function pointersOf({ text }: Answer): string[] {
  return JSON.parse(text).errors.map(({ pointer }: { pointer: string }) => pointer)
}

async function rowsOf(job: string): Promise<unknown[][]> {
  const answer = await app.get(ann, `/api/jobs/${job}/transactions`)
  const items: JobTransaction[] = JSON.parse(answer.text).items
  return items.map(({ line, transactionId, amount, date, description, valid, suspicious, raw }) => [
    ...[line, transactionId, amount, date, description, valid, suspicious, raw],
  ])
}
