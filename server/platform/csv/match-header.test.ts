import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { FileFault } from './file-fault.ts'
import type { WantedColumn } from './match-header.ts'
import { type CsvFile, openCsvFile } from './open-csv-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'docket-header-'))
after(() => rmSync(folder, { recursive: true }))

const wanted: readonly WantedColumn[] = [
  'id',
  { anyOf: ['date', 'timestamp'], isOptional: false },
  { anyOf: ['note'], isOptional: true },
]

describe('a header', () => {
  test('is found in any order and letter case, by either name, with and without what is optional', async () => {
    assert.deepEqual(await columnsOf('ID,date,note'), [0, 1, 2])
    assert.deepEqual(await columnsOf('note, TimeStamp ,id'), [2, 1, 0])
    assert.deepEqual(await columnsOf('timestamp,id'), [1, 0, -1])
  })

  test('tells its names as written, and which of them are passed over', async () => {
    const { names, ignoredColumns } = await open('Colour,ID, Date,Colour')
    assert.deepEqual(names, ['Colour', 'ID', 'Date', 'Colour'])
    assert.deepEqual(ignoredColumns, ['colour', 'colour'])
  })

  const faults = {
    'id,note': ['column-missing', 'f.csv: the column date or timestamp is missing'],
    'note,x': ['header-missing', 'f.csv has no header: its first line must name id and date or timestamp'],
    'id,date,timestamp': ['column-duplicate', 'f.csv: the column date or timestamp is there more than once'],
    'id,date,note,NOTE': ['column-duplicate', 'f.csv: the column note is there more than once'],
    'date,timestamp,note,note': [
      'column-missing',
      'f.csv: the column id is missing, and the columns date or timestamp and note are there more than once',
    ],
    'id;timestamp;note': [
      'delimiter-wrong',
      'f.csv is separated by semicolons: save it with commas between the columns',
    ],
  } as const
  for (const [header, [code, message]] of Object.entries(faults))
    test(`${header} is ${code}`, () =>
      assert.rejects(open(header), (error) => {
        assert.ok(error instanceof FileFault)
        assert.deepEqual([error.code, error.message], [code, message])
        return true
      }))
})

test('a file is called by the name that is given for it, never by its path', async () => {
  const missing = join(folder, 'not-there')
  await assert.rejects(openCsvFile(missing, wanted, 'f.csv'), { message: 'f.csv does not exist' })
  await assert.rejects(openCsvFile(folder, wanted, 'f.csv'), { message: 'f.csv is a directory, not a file' })
})

async function columnsOf(header: string): Promise<readonly number[]> {
  return (await open(header)).columns
}

function open(header: string): Promise<CsvFile> {
  const path = join(folder, 'stored-under-a-key')
  writeFileSync(path, `${header}\n`)
  return openCsvFile(path, wanted, 'f.csv')
}
