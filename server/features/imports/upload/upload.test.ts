import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { problemOf, withKey } from '../../../../test/support/app.ts'
import { type FilePart, fourPayments, multipart, startJobsApp } from '../../../../test/support/jobs.ts'

const bytesMax = 100_000
const app = await startJobsApp({ config: { maxUploadBytes: bytesMax } })
const ann = await app.person()
const bob = await app.person()
const viewer = await app.person('viewer')
const admin = await app.person('admin')

describe('an upload', () => {
  test('becomes a job that waits, with its file hashed and counted', async () => {
    const answer = await app.upload(ann, [{ name: 'March.csv', bytes: fourPayments }])
    assert.equal(answer.status, 201)
    const job = JSON.parse(answer.text)
    assert.deepEqual(
      { ...job, id: undefined, createdAt: undefined },
      {
        id: undefined,
        userId: ann.id,
        kind: 'transactions',
        status: 'pending',
        files: [
          {
            name: 'March.csv',
            role: 'transactions',
            bytes: fourPayments.length,
            sha256: createHash('sha256').update(fourPayments).digest('hex'),
          },
        ],
        totalRecords: 4,
        processedRecords: 0,
        validRecords: 0,
        invalidRecords: 0,
        suspiciousRecords: 0,
        progressPercent: 0,
        error: null,
        createdAt: undefined,
        startedAt: null,
        finishedAt: null,
      },
    )
    assert.deepEqual(await app.queuedTurns(job.id), [])
  })

  test('of tickets takes both files in any order, and the policy for duplicates', async () => {
    const files = [
      { field: 'barcodes', name: 'b.csv', bytes: 'barcode,order_id\n1,1\n2,1\n' },
      { field: 'orders', name: 'o.csv', bytes: 'order_id,customer_id\n1,10\n' },
    ]
    const answer = await app.upload(ann, files, '?kind=tickets&duplicates=drop-all')
    const job = JSON.parse(answer.text)
    assert.equal(job.totalRecords, 3)
    assert.deepEqual(
      job.files.map(({ role, name }: { role: string; name: string }) => [role, name]),
      [
        ['orders', 'o.csv'],
        ['barcodes', 'b.csv'],
      ],
    )
    const stored = await app.db
      .selectFrom('jobs')
      .select('options')
      .where('public_id', '=', job.id)
      .executeTakeFirstOrThrow()
    assert.deepEqual(stored.options, { duplicates: 'drop-all' })
  })

  test('of a header alone has no rows, and a wrong header is found out later', async () => {
    for (const [bytes, total] of [
      ['transaction_id,amount,date\n', 0],
      ['name,colour\na,b\n', 1],
    ] as const)
      assert.equal(JSON.parse((await app.upload(ann, [{ bytes }])).text).totalRecords, total)
  })

  test('of exactly the limit is taken; one byte more is refused and leaves nothing', async () => {
    const exact = 'x'.repeat(bytesMax)
    assert.equal((await app.upload(ann, [{ bytes: exact }])).status, 201)
    await refused([{ bytes: `${exact}x` }], 413, 'body-too-large')
    await refused([{ bytes: exact.repeat(20) }], 413, 'body-too-large')
  })

  test('two at once stay apart', async () => {
    const answers = await Promise.all(
      ['a', 'b'].map((letter) => app.upload(ann, [{ bytes: `h\n${letter}\n`.repeat(5_000) }])),
    )
    const hashes = answers.map(({ text }) => JSON.parse(text).files[0].sha256)
    assert.notEqual(hashes[0], hashes[1])
  })

  test('is in the audit log', async () => {
    const { id } = await app.makeJob(ann)
    const entry = await app.db
      .selectFrom('audit_log')
      .select(['action', 'actor_kind'])
      .where('subject_id', '=', id)
      .executeTakeFirst()
    assert.deepEqual(entry, { action: 'job.create', actor_kind: 'key' })
  })
})

describe('whose job it becomes', () => {
  test('is the one who asks, or whom an admin names', async () => {
    assert.equal(JSON.parse((await app.upload(ann, payments(), `?user_id=${ann.id}`)).text).userId, ann.id)
    assert.equal(JSON.parse((await app.upload(admin, payments())).text).userId, admin.id)
    assert.equal(JSON.parse((await app.upload(admin, payments(), `?user_id=${bob.id}`)).text).userId, bob.id)
  })

  test('cannot be another, nor one who is not there', async () => {
    await refused(payments(), 404, 'not-found', `?user_id=${bob.id}`)
    for (const id of ['nobody', '', 'x'.repeat(5_000), '%00'])
      await refused(payments(), 404, 'not-found', `?user_id=${id}`)
    assert.equal((await app.upload(admin, payments(), '?user_id=nobody')).status, 404)
    assert.equal((await app.upload(admin, payments(), '?user_id=%00')).status, 404)
  })

  test('must be said by a key that is nobody’s', async () => {
    const nobodys = { id: '', headers: withKey }
    const answer = await app.upload(nobodys, payments())
    assert.equal(answer.status, 422)
    assert.match(answer.text, /"pointer":"\/user_id","code":"value-missing"/)
    assert.equal((await app.upload(nobodys, payments(), `?user_id=${ann.id}`)).status, 201)
  })

  test('is nobody for a viewer', async () => {
    const answer = await app.upload(viewer, payments())
    assert.equal(answer.status, 403)
    assert.equal(problemOf(answer)['code'], 'role-insufficient')
  })
})

describe('a file that cannot be used is refused, and leaves nothing:', () => {
  const cases: [name: string, bytes: string | Buffer, code: string][] = [
    ['0 bytes', '', 'file-empty'],
    ['a byte order mark', '\ufeff', 'file-empty'],
    ['blank lines', '\n \r\n\t\n', 'file-empty'],
    ['UTF-16 with its mark', Buffer.from('\ufeffa,b\n', 'utf16le'), 'file-utf16'],
    ['UTF-16 without', Buffer.from('a,b\n', 'utf16le'), 'file-utf16'],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file-not-csv'],
    ['an XLSX', Buffer.from('504b030414000600080000002100', 'hex'), 'file-not-csv'],
    ['an XLS', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file-not-csv'],
    ['gzip', Buffer.from('1f8b0800000000000003', 'hex'), 'file-not-csv'],
    ['a PDF', '%PDF-1.7\n%\xe2\xe3', 'file-not-csv'],
    ['many NULs', Buffer.concat([Buffer.from('ab'), Buffer.alloc(2_000)]), 'file-not-csv'],
    ['Latin-1', Buffer.from('name,amount\nJosé,1\n', 'latin1'), 'file-not-utf8'],
    ['a character cut off at the end', Buffer.from('name\né').subarray(0, 6), 'file-not-utf8'],
  ]
  for (const [name, bytes, code] of cases) {
    test(name, async () => {
      const answer = await refused([{ name: 'it.csv', bytes }], 422, 'file-refused')
      const [error, ...others] = JSON.parse(answer.text).errors
      assert.equal(error.pointer, '/file')
      assert.equal(error.code, code)
      assert.deepEqual(others, [])
      assert.match(String(problemOf(answer)['detail']), /^"it\.csv" is .+\. .+\.$/)
    })
  }

  test('both files of tickets, each with its reason', async () => {
    const files = [
      { field: 'orders', bytes: '' },
      { field: 'barcodes', bytes: 'PK\x03\x04' },
    ]
    const answer = await refused(files, 422, 'file-refused', '?kind=tickets')
    assert.deepEqual(
      JSON.parse(answer.text).errors.map(({ pointer, code }: Record<string, string>) => [pointer, code]),
      [
        ['/orders', 'file-empty'],
        ['/barcodes', 'file-not-csv'],
      ],
    )
  })
})

describe('a body that is not what was asked for is refused, and leaves nothing:', () => {
  const cases: [name: string, files: FilePart[], query: string, pointer: string][] = [
    ['no file', [], '', '/file'],
    ['another field', [{ field: 'upload', bytes: 'a\n1\n' }], '', '/upload'],
    ['a second file', [{ bytes: 'a\n1\n' }, { bytes: 'a\n1\n' }], '', '/file'],
    ['a field beside it', [{ bytes: 'a\n1\n' }, { field: 'x', bytes: 'a\n' }], '', '/x'],
    ['only one file of tickets', [{ field: 'orders', bytes: 'a\n1\n' }], '?kind=tickets', '/barcodes'],
    ['payments as tickets', [{ bytes: 'a\n1\n' }], '?kind=tickets', '/file'],
    ['a policy for payments', [{ bytes: 'a\n1\n' }], '?duplicates=drop-all', '/duplicates'],
    ['an unknown kind', [{ bytes: 'a\n1\n' }], '?kind=orders', '/kind'],
    ['an unknown parameter', [{ bytes: 'a\n1\n' }], '?colour=red', '/colour'],
  ]
  for (const [name, files, query, pointer] of cases) {
    test(name, async () => {
      const answer = await refused(files, 422, 'values-invalid', query)
      assert.equal(JSON.parse(answer.text).errors[0].pointer, pointer)
    })
  }

  test('a value where a file should be', async () => {
    for (const field of ['file', 'colour']) {
      const body = `--b\r\nContent-Disposition: form-data; name="${field}"\r\n\r\nhello\r\n--b--\r\n`
      const answer = await post('multipart/form-data; boundary=b', body)
      assert.equal(answer.status, 422)
      assert.match(answer.text, new RegExp(`"pointer":"/${field}"`))
    }
  })

  test('a thousand fields', async () => {
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n'
    const answer = await post('multipart/form-data; boundary=b', `${part.repeat(1_000)}--b--\r\n`)
    assert.equal(answer.status, 422)
  })

  for (const type of ['application/json', 'text/csv', 'application/x-www-form-urlencoded', 'multipart/mixed'])
    test(`a body of type ${type}`, async () => {
      const answer = await post(type, '{}')
      assert.equal(answer.status, 415)
      assert.match(String(problemOf(answer)['detail']), /multipart\/form-data/)
    })

  test('no body at all', async () => {
    const answer = await app.send('/api/jobs', { method: 'POST', headers: ann.headers })
    assert.equal(answer.status, 415)
  })

  const malformed: [name: string, type: string, body: string][] = [
    ['no boundary', 'multipart/form-data', '--b\r\n'],
    ['another boundary', 'multipart/form-data; boundary=c', multipart(payments()).body.toString()],
    [
      'cut off in a file',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na,b\n',
    ],
    ['cut off in a header', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-da'],
  ]
  for (const [name, type, body] of malformed)
    test(name, async () => {
      const before = app.listFolder()
      const answer = await post(type, body)
      assert.ok([400, 422].includes(answer.status), answer.text)
      assert.deepEqual(app.listFolder(), before)
    })
})

test('no key and no cookie is logged, however much is', async () => {
  const chatty = await startJobsApp({ database: app.database, config: { logLevel: 'trace' } })
  await chatty.upload(ann, payments())
  assert.ok(chatty.logged.some((line) => 'busboyOptions' in line))
  assert.doesNotMatch(JSON.stringify(chatty.logged), new RegExp(ann.headers['authorization'] ?? 'none'))
})

describe('the name of a file', () => {
  const names: [given: string, kept: string][] = [
    ['../../etc/passwd', 'passwd'],
    ['/etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\March.csv', 'March.csv'],
    ['CON', 'CON'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000b\u0007\u202ec.csv', 'abc.csv'],
    ['Käufe 2024 📈.csv', 'Käufe 2024 📈.csv'],
    ['📈'.repeat(300), '📈'.repeat(255)],
    ['x'.repeat(10_000), 'x'.repeat(255)],
    ["'; drop table jobs; --.csv", "'; drop table jobs; --.csv"],
    ['<script>alert(1)</script>', 'script>'],
  ]
  for (const [given, kept] of names) {
    test(`is kept as a text only: ${JSON.stringify(given.slice(0, 30))}`, async () => {
      const answer = await app.upload(ann, [{ name: given, bytes: fourPayments }])
      assert.equal(answer.status, 201, answer.text)
      assert.equal(JSON.parse(answer.text).files[0].name, kept)
      for (const name of app.listFolder()) assert.match(name, /^[0-9a-f]{32}$/)
    })
  }
})

function payments(): FilePart[] {
  return [{ bytes: fourPayments }]
}

/** Uploads as Ann, and wants it refused without a trace. */
async function refused(files: readonly FilePart[], status: number, code: string, query = '') {
  const jobsBefore = await countJobs()
  const before = app.listFolder()
  const answer = await app.upload(ann, files, query)
  assert.equal(answer.status, status, answer.text)
  assert.equal(problemOf(answer)['code'], code)
  assert.deepEqual(app.listFolder(), before)
  assert.equal(await countJobs(), jobsBefore)
  return answer
}

function post(type: string, body: string) {
  return app.send('/api/jobs', { method: 'POST', headers: { ...ann.headers, 'content-type': type }, body })
}

async function countJobs(): Promise<number> {
  const jobs = await app.db.selectFrom('jobs').select('id').execute()
  return jobs.length
}
