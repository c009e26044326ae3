import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { openTestDatabase } from '../../../../test/support/database.ts'
import {
  makeTransactionsJob,
  manyRows,
  readCounters,
  readRows,
  runTransactionsJob,
  type TransactionsJob,
} from '../../../../test/support/transactions-job.ts'
import { transactionsImport } from './transactions-import.ts'

const { db, url } = await openTestDatabase()
const header = 'transaction_id,amount,date,description,user_id\n'

describe('a file of payments', () => {
  test('is stored row by row, each with its verdict', async () => {
    const job = await load(
      't1,150.00,2024-01-15\nt2,75.50,2024-01-16\nt3,-50.00,2024-01-17\nt4,1000.00,2024-01-18\n',
      4,
      {
        header: 'transaction_id,amount,timestamp\n',
      },
    )
    assert.deepEqual(await readCounters(db, job), ['completed', 4, 4, 4, 0, 1, 100])
    assert.deepEqual(await readRows(db, job, 'transaction_id, amount, date, is_suspicious'), [
      ['t1', '150.00', new Date('2024-01-15'), false],
      ['t2', '75.50', new Date('2024-01-16'), false],
      ['t3', '-50.00', new Date('2024-01-17'), true],
      ['t4', '1000.00', new Date('2024-01-18'), false],
    ])
  })

  test('of a header alone completes with no rows', async () => {
    assert.deepEqual(await readCounters(db, await load('', 0)), ['completed', 0, 0, 0, 0, 0, 100])
  })

  test('keeps hostile texts exactly', async () => {
    const texts = [
      '\\N',
      '\\',
      '\\.',
      'a\tb',
      'a\nb',
      'a\r\nb',
      '\\\\n',
      '{}',
      '💳\u2028é',
      `'; drop table jobs; --`,
    ]
    const lines = texts.map((text, i) => `t${i},1,2024-01-01,"${text}",${i % 2 === 0 ? '\\N' : '\\.'}\n`)
    const job = await load(lines.join(''), texts.length)
    const rows = await readRows(db, job, 'description, user_id, is_valid')
    assert.deepEqual(
      rows,
      texts.map((text, i) => [text, i % 2 === 0 ? '\\N' : '\\.', true]),
    )
  })

  test('keeps an empty description and an absent column as nothing', async () => {
    const job = await load('t1,1,2024-01-01,\n', 1, { header: 'transaction_id,amount,date,description\n' })
    assert.deepEqual(await readRows(db, job, 'description, user_id, errors, raw'), [[null, null, null, null]])
  })

  test('keeps the raw text and all reasons of a row that is refused, and no invented value', async () => {
    const raw = '"t ""1""", x ,2024-02-30,ok,u\\N'
    const job = await load(`${raw}\n`, 1)
    assert.deepEqual(
      await readRows(db, job, 'transaction_id, amount, date, description, user_id, is_valid, raw'),
      [['t "1"', null, null, 'ok', 'u\\N', false, raw]],
    )
    assert.deepEqual(await reasonsOf(job), [
      [
        { code: 'amount-invalid', column: 'amount', value: 'x' },
        { code: 'date-invalid', column: 'date', value: '2024-02-30' },
      ],
    ])
  })

  const whole = {
    'too-few-fields': 't1,1',
    'too-many-fields': 't1,1,2024-01-01,a,b,c',
    'quote-malformed': 't1,1,2024-01-01,a"b,c',
    'quote-unclosed': 't1,1,2024-01-01,"never closed',
    'nul-character': 't1,1,2024-01-01,a\0b,',
    'control-character': 't1,1,2024-01-01,a\u0007b,',
    'field-too-long': `t1,1,2024-01-01,${'x'.repeat(65_537)},`,
    'row-too-long': `t1,1,2024-01-01${',x'.repeat(600_000)}`,
  }
  for (const [code, row] of Object.entries(whole))
    test(`refuses a row for ${code} and reads on behind it`, async () => {
      const job = await load(`${row}\nt2,1,2024-01-01,,\n`, 2)
      assert.deepEqual(await readCounters(db, job), ['completed', 2, 2, 1, 1, 0, 100])
      const raw = row.slice(0, 1_048_576).replaceAll('\0', '\u001a')
      const rows = await readRows(db, job, 'row_number, transaction_id, amount, raw')
      assert.deepEqual(rows, [
        [1, null, null, raw],
        [2, 't2', '1', null],
      ])
      assert.deepEqual(await reasonsOf(job), [[{ code, column: null, value: null }]])
    })

  test('names lines as an editor does, also behind quoted line ends and blank lines', async () => {
    const job = await load('\r\nt1,1,2024-01-01,"a\r\nb",\r\n\r\nt2,x,2024-01-01,,\r\n', 2)
    assert.deepEqual(await readRows(db, job, 'row_number, line'), [
      [1, 3],
      [2, 6],
    ])
  })
})

describe('a repeated id', () => {
  test('is kept by the first valid row, and the others name its line', async () => {
    const job = await load(
      'a,x,2024-01-01,,\na,1,2024-01-01,,\nb,1,2024-01-01,,\n"a",2,2024-01-01,"d\nd",u\nA,1,2024-01-01,,\na,60000,2024-01-01,,\n',
      6,
    )
    assert.deepEqual(await readCounters(db, job), ['completed', 6, 6, 3, 3, 1, 100])
    const duplicate = { code: 'transaction-duplicate', column: 'transaction_id', value: 'a', firstLine: 3 }
    assert.deepEqual(await reasonsOf(job), [
      [{ code: 'amount-invalid', column: 'amount', value: 'x' }],
      [duplicate],
      [duplicate],
    ])
    assert.deepEqual((await readRows(db, job, 'raw')).flat(), [
      'a,x,2024-01-01,,',
      null,
      null,
      '"a",2,2024-01-01,"d\nd",u',
      null,
      'a,60000,2024-01-01,,',
    ])
  })

  test('leaves one valid row when every row has it', async () => {
    const rows = 10_000
    const job = await load('same,1,2024-01-01,,\n'.repeat(rows), rows)
    assert.deepEqual(await readCounters(db, job), ['completed', rows, rows, 1, rows - 1, 0, 100])
    assert.deepEqual(await readRows(db, job, 'row_number', 'is_valid'), [[1]])
  })

  test('is fine in another job', async () => {
    const jobs = [await load('a,1,2024-01-01,,\n', 1), await load('a,1,2024-01-01,,\n', 1)]
    for (const job of jobs) assert.deepEqual(await readCounters(db, job), ['completed', 1, 1, 1, 0, 0, 100])
  })
})

describe('a file that cannot be used fails its job', () => {
  const faults = {
    'has a wrong header': [
      'id,amount\n',
      'payments.csv: the columns transaction_id and date or timestamp are missing',
    ],
    'has both names of the date': [
      'transaction_id,amount,date,timestamp\n',
      'payments.csv: the column date or timestamp is there more than once',
    ],
    'is not UTF-8 in its header': [
      Buffer.from('transaction_id,amount,date,\xe9\n', 'latin1'),
      'payments.csv is not UTF-8: the byte at offset 27 is wrong; save it as "CSV UTF-8"',
    ],
  } as const
  for (const [title, [bytes, error]] of Object.entries(faults))
    test(`when it ${title}`, async () => {
      const job = await makeTransactionsJob(db, bytes, 0)
      assert.equal(await runTransactionsJob(url, job), 'failed')
      const row = await db
        .selectFrom('jobs')
        .select('error')
        .where('id', '=', job.id)
        .executeTakeFirstOrThrow()
      assert.equal(row.error, error)
    })

  test('when a late byte is not UTF-8; what was stored before stays', async () => {
    const lines = manyRows(20_000)
    const bytes = Buffer.concat([
      Buffer.from(header + lines),
      Buffer.from('x,1,2024-01-01,\xe9,\n', 'latin1'),
    ])
    const job = await makeTransactionsJob(db, bytes, 20_001)
    assert.equal(await runTransactionsJob(url, job), 'failed')
    const [status, , processed] = await readCounters(db, job)
    assert.deepEqual([status, processed], ['failed', 10_240])
    assert.equal((await readRows(db, job, 'row_number')).length, 10_240)
  })
})

test('an id is unique among the valid rows for ever', async () => {
  const job = await load('a,1,2024-01-01,,\na,x,2024-01-01,,\n', 2)
  const again = sql`
    insert into transactions (job_id, row_number, line, transaction_id, is_valid, is_suspicious)
    values (${job.id}, 9, 9, 'a', true, false)
  `.execute(db)
  await assert.rejects(again, /transaction_id_key/)
})

test('what a job has stored goes with it, and nothing else', async () => {
  const [kept, gone] = [await load('a,1,2024-01-01,,\n', 1), await load('a,1,2024-01-01,,\n', 1)]
  for (let twice = 0; twice < 2; twice++)
    await db.transaction().execute((tx) => transactionsImport.remove(tx, gone.id))
  assert.equal((await readRows(db, kept, 'row_number')).length, 1)
  const found = await sql<{
    name: string | null
  }>`select to_regclass(${`transactions_${gone.id}`}) as name`.execute(db)
  assert.equal(found.rows[0]?.name, null)
})

async function load(
  text: string,
  records: number,
  options: { header?: string } = {},
): Promise<TransactionsJob> {
  const job = await makeTransactionsJob(db, (options.header ?? header) + text, records)
  assert.equal(await runTransactionsJob(url, job), 'completed')
  return job
}

async function reasonsOf(job: TransactionsJob): Promise<unknown[]> {
  return (await readRows(db, job, 'errors', 'not is_valid')).flat()
}
