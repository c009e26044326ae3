import type { EdgeCase } from './edge-case.ts'

/** Encodings, control characters and limits. */
export const byteCases: readonly EdgeCase[] = [
  { name: 'a file of 0 bytes is empty', barcodes: '', fault: 'file-empty' },
  { name: 'a file of a byte order mark is empty', barcodes: '\ufeff', fault: 'file-empty' },
  { name: 'a file of blank lines is empty', barcodes: '\ufeff\r\n \n\t\r', fault: 'file-empty' },
  {
    name: 'a byte order mark at the start is skipped',
    barcodes: '\ufeffbarcode,order_id\na,1\n',
    tickets: { '1': ['a'] },
  },
  {
    name: 'a byte order mark before a quoted header is skipped',
    barcodes: '\ufeff"barcode","order_id"\r\n"a","1"\r\n',
    tickets: { '1': ['a'] },
  },
  {
    name: 'text of every script is kept as it is',
    barcodes: 'barcode,order_id\nʤ,1\n生日快乐,1\ne\u0301,1\né,1\n👩‍👩‍👧,1\nשלום,1\n',
    tickets: { '1': ['ʤ', '生日快乐', 'e\u0301', 'é', '👩‍👩‍👧', 'שלום'] },
  },
  {
    name: 'UTF-16 with a mark is named',
    barcodes: utf16le('\ufeffbarcode,order_id\na,1\n'),
    fault: 'file-utf16',
  },
  {
    name: 'UTF-16 without a mark is named',
    barcodes: utf16le('barcode,order_id\na,1\n'),
    fault: 'file-utf16',
  },
  {
    name: 'UTF-16 with the high byte first is named',
    barcodes: utf16le('\ufeffbarcode,order_id\n').swap16(),
    fault: 'file-utf16',
  },
  {
    name: 'a Latin-1 file is not UTF-8',
    barcodes: latin1('barcode,order_id\nÅbo,1\n'),
    fault: 'file-not-utf8',
  },
  {
    name: 'a wrong byte in a row that is refused anyway is told all the same',
    barcodes: latin1('barcode,order_id\na,1,Å\n'),
    fault: 'file-not-utf8',
  },
  {
    name: 'a character cut at the end is not UTF-8',
    barcodes: latin1('barcode,order_id\na,1\n\u00c3'),
    fault: 'file-not-utf8',
  },
  {
    name: 'an encoded surrogate is not UTF-8',
    barcodes: latin1('barcode,order_id\n\u00ed\u00a0\u0080,1\n'),
    fault: 'file-not-utf8',
  },
  {
    name: 'an overlong character is not UTF-8',
    barcodes: latin1('barcode,order_id\n\u00c1\u0081,1\n'),
    fault: 'file-not-utf8',
  },
  {
    name: 'a fault of the header is told before a wrong byte',
    barcodes: latin1('a,b\n\u00ff\n'),
    fault: 'header-missing',
  },
  {
    name: 'a NUL refuses its row',
    barcodes: 'barcode,order_id\na\0,1\n\0\nb,1\n',
    tickets: { '1': ['b'] },
    rejects: ['2 nul-character', '3 nul-character'],
  },
  {
    name: 'control characters refuse their row in any column',
    barcodes: 'barcode,order_id,note\na\u0001,1,\nb,1,\u001b[31m\nc,1,\u007f\nd,1,\u0085\ne,1,x\ty\n',
    tickets: { '1': ['e'] },
    rejects: ['2 control-character', '3 control-character', '4 control-character', '5 control-character'],
    warnings: { 'columns-ignored': 1 },
  },
  {
    name: 'a barcode has no tab inside',
    barcodes: 'barcode,order_id\na\tb,1\n',
    rejects: ['2 control-character'],
  },
  {
    name: 'a barcode has at most 255 characters, however many bytes they take',
    barcodes: `barcode,order_id\n${'😀'.repeat(255)},1\n${'😀'.repeat(256)},1\n`,
    tickets: { '1': ['😀'.repeat(255)] },
    rejects: ['3 value-too-long'],
  },
  {
    name: 'a field of 65,536 bytes is read, its white space and doubled quotes counted',
    barcodes: [
      'barcode,order_id',
      `a${' '.repeat(65_535)},1`,
      `b${' '.repeat(65_536)},1`,
      `"c${' '.repeat(65_535)}",1`,
      `"d${' '.repeat(65_534)}""",1`,
    ].join('\n'),
    tickets: { '1': ['a', 'c'] },
    rejects: ['3 field-too-long', '5 field-too-long'],
  },
  {
    name: 'a field over the limit is told before its control characters and before surplus fields',
    barcodes: `barcode,order_id\n${'\0'.repeat(65_537)},1,2\n\0,1,2\n`,
    rejects: ['2 field-too-long', '3 nul-character'],
  },
  {
    name: 'a row of 1,048,576 bytes is split, one byte more is not',
    barcodes: `barcode,order_id\n${'x'.repeat(1_048_576)}\n${'x'.repeat(1_048_577)}\r\na,1\n`,
    tickets: { '1': ['a'] },
    rejects: ['2 field-too-long', '3 row-too-long'],
  },
  {
    name: 'what comes first decides between a stray quote and the limit of the row',
    barcodes: `barcode,order_id\nx"${'x'.repeat(1_048_576)}\n${'x'.repeat(1_048_576)}"\na,1\n`,
    tickets: { '1': ['a'] },
    rejects: ['2 quote-malformed', '3 row-too-long'],
  },
  {
    name: 'a quote that is still open at the limit of the row refuses its own line and no other',
    barcodes: `barcode,order_id\n"open,1\n${'a,1\n'.repeat(262_144)}b,"1"\n`,
    tickets: { '1': ['a', 'b'] },
    firstRejects: ['2 quote-unclosed', '4 barcode-duplicate'],
  },
]

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

function utf16le(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(text, 'utf16le')
}
