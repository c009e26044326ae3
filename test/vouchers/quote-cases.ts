import type { EdgeCase } from './edge-case.ts'

/** Quotes and the commas, line ends and further quotes inside and around them. */
export const quoteCases: readonly EdgeCase[] = [
  {
    name: 'a comma inside quotes belongs to the value',
    barcodes: 'barcode,order_id\n"Row 5, seat 12",1\n',
    tickets: { '1': ['Row 5, seat 12'] },
  },
  {
    name: 'every field may be quoted, the header too',
    barcodes: '"barcode","order_id"\n"aaa","1"\n"bbb","2"\n',
    tickets: { '1': ['aaa'], '2': ['bbb'] },
  },
  {
    name: 'quoted and plain fields may stand in one row',
    barcodes: 'barcode,order_id\n"aaa",1\nbbb,"1"\n',
    tickets: { '1': ['aaa', 'bbb'] },
  },
  {
    name: 'a doubled quote is one quote',
    barcodes: 'barcode,order_id\n"a""b",1\n',
    tickets: { '1': ['a"b'] },
  },
  {
    name: 'doubled quotes may begin and end a value',
    barcodes: 'barcode,order_id\n"""a""",1\n"""",1\n"""""",1\n',
    tickets: { '1': ['"a"', '"', '""'] },
  },
  {
    name: 'JSON in a quoted field is text like any other',
    barcodes: 'barcode,order_id\n"{""type"": ""Point"", ""at"": [102.0, 0.5]}",1\n',
    tickets: { '1': ['{"type": "Point", "at": [102.0, 0.5]}'] },
  },
  {
    name: 'an empty quoted value is an empty value',
    barcodes: 'barcode,order_id\na,""\n"",1\n',
    rejects: ['3 value-missing'],
    unused: 1,
  },
  {
    name: 'a line end inside quotes belongs to the value, and lines go on counting',
    orders: 'order_id,customer_id,note\n1,10,"first\nsecond\r\nthird\rfourth"\n2,x,\n',
    barcodes: 'barcode,order_id\na,1\n',
    tickets: { '1': ['a'] },
    orderRejects: ['6 id-invalid'],
    warnings: { 'columns-ignored': 1 },
  },
  {
    name: 'a barcode does not span lines, even in quotes',
    barcodes: 'barcode,order_id\n"a\nb",1\nc,1\n',
    tickets: { '1': ['c'] },
    rejects: ['2 control-character'],
  },
  {
    name: 'a line end just inside quotes is trimmed away',
    barcodes: 'barcode,order_id\n"\r\na\n",1\n"\tb",1\n',
    tickets: { '1': ['a', 'b'] },
  },
  {
    name: 'blank lines inside quotes are text',
    orders: 'order_id,customer_id,note\n1,10,"\n\n\n"\nx,10,\n',
    barcodes: 'barcode,order_id\na,1\n',
    tickets: { '1': ['a'] },
    orderRejects: ['6 id-invalid'],
    warnings: { 'columns-ignored': 1 },
  },
  {
    name: 'a quote inside a plain field refuses the row',
    barcodes: 'barcode,order_id\n5" disc,1\nb,1\n',
    tickets: { '1': ['b'] },
    rejects: ['2 quote-malformed'],
  },
  {
    name: 'a quote that closes a plain field refuses the row',
    barcodes: 'barcode,order_id\na",1\nb,1"\nc,1\n',
    tickets: { '1': ['c'] },
    rejects: ['2 quote-malformed', '3 quote-malformed'],
  },
  {
    name: 'text after the closing quote refuses the row',
    barcodes: 'barcode,order_id\n"a"b,1\n"a"" "",1\nc,1\n',
    tickets: { '1': ['c'] },
    rejects: ['2 quote-malformed', '3 quote-unclosed'],
  },
  {
    name: 'an undoubled quote inside quotes refuses the row',
    barcodes: 'barcode,order_id\n"say "hello"",1\nb,1\n',
    tickets: { '1': ['b'] },
    rejects: ['2 quote-malformed'],
  },
  {
    name: 'white space between a comma and a quote refuses the row',
    barcodes: 'barcode,order_id\n "a",1\n"b" ,1\nc, "1"\nd,1\n',
    tickets: { '1': ['d'] },
    rejects: ['2 quote-malformed', '3 quote-malformed', '4 quote-malformed'],
  },
  {
    name: 'a backslash escapes nothing',
    barcodes: 'barcode,order_id\n"a\\",1\n"b\\"c",1\n"d\\""e",1\n',
    tickets: { '1': ['a\\', 'd\\"e'] },
    rejects: ['3 quote-malformed'],
  },
  {
    name: 'single quotes quote nothing',
    barcodes: "barcode,order_id\n'a,1\n'b',1\n'c,d',1\n",
    tickets: { '1': ["'a", "'b'"] },
    rejects: ['4 too-many-fields'],
  },
  {
    name: 'a quote that never closes refuses its own line and no other',
    barcodes: 'barcode,order_id\na,1\n"b,1\nc,1\nd,2\n',
    tickets: { '1': ['a', 'c'], '2': ['d'] },
    rejects: ['3 quote-unclosed'],
  },
  {
    name: 'a stray quote that a later quoted row seems to close refuses its own line and no other',
    barcodes: 'barcode,order_id\n"a,1\nb,1\n"c",1\nd,1\n',
    tickets: { '1': ['b', 'c', 'd'] },
    rejects: ['2 quote-malformed'],
  },
  {
    name: 'a quote that opens on a later line of its row is reported there',
    orders: 'order_id,customer_id,note,more\n1,10,"two\nlines","open\n2,20,,\n',
    barcodes: 'barcode,order_id\na,2\n',
    tickets: { '2': ['a'] },
    orderRejects: ['3 quote-unclosed'],
    warnings: { 'columns-ignored': 1 },
  },
  {
    name: 'a quote may close at the very end of the file',
    barcodes: 'barcode,order_id\na,"1"',
    tickets: { '1': ['a'] },
  },
  {
    name: 'a lone quote at the end of the file is a row that is refused',
    barcodes: 'barcode,order_id\na,1\n"',
    tickets: { '1': ['a'] },
    rejects: ['3 quote-unclosed'],
  },
  {
    name: 'three quotes at the end of the file leave one open',
    barcodes: 'barcode,order_id\na,1\n"""',
    tickets: { '1': ['a'] },
    rejects: ['3 quote-unclosed'],
  },
  {
    name: 'a fault in a quote of the header refuses the file',
    barcodes: 'barcode,"order_id\na,1\n',
    fault: 'header-malformed',
  },
  {
    name: 'text after a closing quote of the header refuses the file',
    barcodes: '"barcode"x,order_id\na,1\n',
    fault: 'header-malformed',
  },
]
