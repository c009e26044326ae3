import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JobTransaction, Reject } from '../../../../contract/job-rows.ts'
import type { Page } from '../../../../contract/lists.ts'
import { problemOf } from '../../../../test/support/app.ts'
import { startRowsApp } from '../../../../test/support/job-rows.ts'
import type { Person } from '../../../../test/support/jobs.ts'

const app = await startRowsApp()
const ann = await app.person()
const bob = await app.person()
const viewer = await app.person('viewer')
const admin = await app.person('admin')

const file = `Note,transaction_id,amount,timestamp,line,description,user_id
n1,t1,150.00,2024-01-15,,first,u1
n2,t2,x,no date,7,=1+1,
n3,t3,-50,0001-01-01 02:00+02:00,,,
n4,t1,60000,2024-01-17,,"a ""quoted"", text",
n5,t5,1,2024-01-18,,,,surplus,"more, of it"
n6,"t6"x,1
`
const { publicId } = await app.importRows(ann, file, 6)
const path = `/api/jobs/${publicId}`

describe('the rows of a job', () => {
  test('come in the order of the file, each with its verdict', async () => {
    const { items, nextCursor, total } = await rows(ann, '')
    assert.deepEqual([nextCursor, total], [null, 6])
    assert.deepEqual(items[0], {
      row: 1,
      line: 2,
      transactionId: 't1',
      amount: '150.00',
      date: '2024-01-15T00:00:00.000Z',
      description: 'first',
      userId: 'u1',
      valid: true,
      suspicious: false,
      errors: [],
      raw: null,
    })
    assert.deepEqual(items[1], {
      row: 2,
      line: 3,
      transactionId: 't2',
      amount: null,
      date: null,
      description: '=1+1',
      userId: null,
      valid: false,
      suspicious: false,
      errors: [
        {
          code: 'amount-invalid',
          column: 'amount',
          message: 'the amount is not a decimal that can be kept exactly',
          hint: 'Write a plain decimal such as 150.00, at most 18 digits before and 6 after the point.',
        },
        {
          code: 'date-invalid',
          column: 'date',
          message: 'the date is not one of the calendar, or not written as ISO 8601',
          hint: 'Write it as 2024-01-31 or 2024-01-31T12:30:00Z.',
        },
      ],
      raw: 'n2,t2,x,no date,7,=1+1,',
    })
    assert.equal(items[2]?.date, '0001-01-01T00:00:00.000Z')
    assert.deepEqual(items[3]?.errors, [
      {
        code: 'transaction-duplicate',
        column: 'transaction_id',
        message: 'the same transaction stands in line 2',
        hint: 'Keep one row of each transaction.',
        firstLine: 2,
      },
    ])
  })

  const filters = { valid: [1, 3], invalid: [2, 4, 5, 6], suspicious: [3, 4] }
  for (const [filter, expected] of Object.entries(filters))
    test(`can be had ${filter} only, on pages of any length`, async () => {
      for (const limit of [1, 2, 200]) {
        const found: number[] = []
        let cursor = ''
        do {
          const page = await rows(ann, `?filter=${filter}&limit=${limit}${cursor}`)
          assert.equal(page.total, expected.length)
          found.push(...page.items.map(({ row }) => row))
          cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
        } while (cursor !== '')
        assert.deepEqual(found, expected)
      }
    })

  test('end a page early when their texts are long, and lose none', async () => {
    // Sixteen columns that Docket passes over make a raw row of almost a mebibyte.
    const header = `transaction_id,amount,date${',a'.repeat(16)}\n`
    const text = `t,x,2024-01-01${`,${'x'.repeat(60_000)}`.repeat(16)}\n`.repeat(12)
    const job = await app.importRows(ann, header + text, 12)
    const first: Page<JobTransaction> = JSON.parse(
      (await app.get(ann, `/api/jobs/${job.publicId}/transactions`)).text,
    )
    assert.equal(first.items.length, 5)
    const rest = await app.get(
      ann,
      `/api/jobs/${job.publicId}/transactions?cursor=${first.nextCursor}&limit=200`,
    )
    assert.equal(JSON.parse(rest.text).items[0].row, 6)
  })

  test('can be downloaded as CSV', async () => {
    const { headers, text } = await app.get(ann, `${path}/transactions.csv`)
    assert.equal(headers['content-disposition'], `attachment; filename="transactions-${publicId}.csv"`)
    const lines = text.split('\n')
    assert.equal(
      lines[0],
      'row,line,transaction_id,amount,date,description,user_id,valid,suspicious,code,message',
    )
    assert.equal(lines[1], '1,2,t1,150.00,2024-01-15T00:00:00.000Z,first,u1,true,false,,')
    assert.match(lines[2] ?? '', /^2,3,t2,,,'=1\+1,,false,false,amount-invalid;date-invalid,/)
    assert.equal(lines.length, 8)
    const valid = await app.get(ann, `${path}/transactions.csv?filter=valid`)
    assert.equal(valid.text.split('\n').length, 4)
  })

  test('are all in a download of several batches', async () => {
    const text = Array.from({ length: 2_500 }, (_, i) => `t${i},${i},2024-01-15\n`).join('')
    const job = await app.importRows(ann, `transaction_id,amount,date\n${text}`, 2_500)
    const download = await app.get(ann, `/api/jobs/${job.publicId}/transactions.csv`)
    const numbers = download.text
      .split('\n')
      .slice(1, -1)
      .map((line) => Number(line.split(',', 1)[0]))
    assert.deepEqual(
      numbers,
      Array.from({ length: 2_500 }, (_, i) => i + 1),
    )
  })

  test('are none before the job was started', async () => {
    const { id } = await app.makeJob(ann)
    assert.deepEqual(JSON.parse((await app.get(ann, `/api/jobs/${id}/transactions`)).text), {
      items: [],
      nextCursor: null,
    })
    assert.equal((await app.get(ann, `/api/jobs/${id}/rejects.csv`)).status, 200)
  })
})

describe('the rejects of a job', () => {
  test('are told reason by reason, on pages of any length', async () => {
    for (const limit of [1, 2, 3, 200]) {
      const found: string[] = []
      let cursor = ''
      do {
        const page: Page<Reject> = JSON.parse(
          (await app.get(ann, `${path}/rejects?limit=${limit}${cursor}`)).text,
        )
        assert.ok(page.items.length <= limit)
        found.push(
          ...page.items.map(({ line, row, level, code, column, value }) =>
            [line, row, level, code, column, value].join(' '),
          ),
        )
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
      } while (cursor !== '')
      assert.deepEqual(found, [
        '3 2 cell amount-invalid amount x',
        '3 2 cell date-invalid date no date',
        '5 4 row transaction-duplicate transaction_id t1',
        '6 5 row too-many-fields  ',
        '7 6 row quote-malformed  ',
      ])
    }
  })

  test('name the file and carry the raw text', async () => {
    const { items }: Page<Reject> = JSON.parse((await app.get(ann, `${path}/rejects?limit=1`)).text)
    assert.deepEqual([items[0]?.file, items[0]?.raw], ['payments.csv', 'n2,t2,x,no date,7,=1+1,'])
  })

  test('can be downloaded with the columns of the file, one line per row', async () => {
    const { headers, text } = await app.get(ann, `${path}/rejects.csv`)
    assert.equal(headers['content-disposition'], `attachment; filename="rejects-${publicId}.csv"`)
    const message =
      'the amount is not a decimal that can be kept exactly;the date is not one of the calendar, or not written as ISO 8601'
    assert.deepEqual(text.split('\n'), [
      'Note,transaction_id,amount,timestamp,line (original),description,user_id,line,code,message,extra',
      `n2,t2,x,no date,7,'=1+1,,3,amount-invalid;date-invalid,"${message}",`,
      'n4,t1,60000,2024-01-17,,"a ""quoted"", text",,5,transaction-duplicate,the same transaction stands in line 2,',
      'n5,t5,1,2024-01-18,,,,6,too-many-fields,the row has more fields than the header,"surplus,""more, of it"""',
      ',,,,,,,7,quote-malformed,a quote stands where none may stand,"n6,""t6""x,1"',
      '',
    ])
  })
})

describe('whoever asks', () => {
  const paths = ['transactions', 'transactions.csv', 'rejects', 'rejects.csv']

  test('sees the rows of their own job, and an admin those of all', async () => {
    for (const one of paths)
      for (const person of [ann, admin]) assert.equal((await app.get(person, `${path}/${one}`)).status, 200)
  })

  test('sees nothing of the job of somebody else, nor of one that is not there', async () => {
    for (const one of paths) {
      for (const person of [bob, viewer]) assert.equal((await app.get(person, `${path}/${one}`)).status, 404)
      assert.equal((await app.get(admin, `/api/jobs/nothing/${one}`)).status, 404)
      assert.equal((await app.send(`${path}/${one}`)).status, 401)
    }
  })

  test('is refused filters, limits and parameters that are not known', async () => {
    for (const query of ['filter=all', 'limit=0', 'limit=201', 'limit=1e1', 'colour=red', 'cursor=abc'])
      assert.equal((await app.get(ann, `${path}/transactions?${query}`)).status, 422, query)
    for (const query of ['filter=valid', 'cursor=abc'])
      assert.equal((await app.get(ann, `${path}/rejects?${query}`)).status, 422)
    assert.equal((await app.get(ann, `${path}/transactions.csv?limit=1`)).status, 422)
  })

  test('is refused a cursor of another filter, another job or another list', async () => {
    const { nextCursor } = await rows(ann, '?filter=invalid&limit=1')
    const other = await app.importRows(ann, file, 6)
    for (const wrong of [
      `${path}/transactions?filter=valid&cursor=${nextCursor}`,
      `${path}/rejects?cursor=${nextCursor}`,
      `/api/jobs/${other.publicId}/transactions?filter=invalid&cursor=${nextCursor}`,
    ]) {
      const answer = await app.get(ann, wrong)
      assert.deepEqual([answer.status, problemOf(answer)['code']], [422, 'values-invalid'])
    }
  })
})

async function rows(person: Person, query: string): Promise<Page<JobTransaction>> {
  const answer = await app.get(person, `${path}/transactions${query}`)
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}
