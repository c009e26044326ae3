import type { EdgeCase } from './edge-case.ts'

/** Line ends, blank lines, ragged rows and delimiters. */
export const lineCases: readonly EdgeCase[] = [
  {
    name: 'rows end with LF',
    barcodes: 'barcode,order_id\na,1\nb,2\n',
    tickets: { '1': ['a'], '2': ['b'] },
  },
  {
    name: 'rows end with CRLF',
    barcodes: 'barcode,order_id\r\na,1\r\nb,2\r\nc,x\r\n',
    tickets: { '1': ['a'], '2': ['b'] },
    rejects: ['4 id-invalid'],
  },
  {
    name: 'rows end with CR',
    barcodes: 'barcode,order_id\ra,1\rb,2\rc,x\r',
    tickets: { '1': ['a'], '2': ['b'] },
    rejects: ['4 id-invalid'],
  },
  {
    name: 'rows of one file end in different ways',
    barcodes: 'barcode,order_id\r\na,1\nb,2\rc,x\n\rd,x',
    tickets: { '1': ['a'], '2': ['b'] },
    rejects: ['4 id-invalid', '6 id-invalid'],
  },
  {
    name: 'the last line end may be missing',
    barcodes: 'barcode,order_id\na,1',
    tickets: { '1': ['a'] },
  },
  {
    name: 'a file of a header alone has no rows',
    barcodes: 'barcode,order_id',
    tickets: {},
  },
  {
    name: 'blank lines are no rows, but count as lines',
    barcodes: '\n \t\nbarcode,order_id\n\na,1\n   \n\t\n\nb,x\n\n',
    tickets: { '1': ['a'] },
    rejects: ['9 id-invalid'],
  },
  {
    name: 'a line of an empty quoted field is not blank',
    barcodes: 'barcode,order_id\n""\n" "\na,1\n',
    tickets: { '1': ['a'] },
    rejects: ['2 too-few-fields', '3 too-few-fields'],
  },
  {
    name: 'a line of other white space is not blank',
    barcodes: 'barcode,order_id\n\u00a0\n\u3000\n\ufeff\na,1\n',
    tickets: { '1': ['a'] },
    rejects: ['2 too-few-fields', '3 too-few-fields', '4 too-few-fields'],
  },
  {
    name: 'a row of commas alone has empty fields',
    barcodes: 'barcode,order_id\n,\n,,\na,1\n',
    tickets: { '1': ['a'] },
    rejects: ['2 value-missing', '3 too-many-fields'],
  },
  {
    name: 'a row with fewer fields than the header is refused, not filled up',
    barcodes: 'barcode,order_id\na\nb,1\n',
    tickets: { '1': ['b'] },
    rejects: ['2 too-few-fields'],
  },
  {
    name: 'a row with more fields than the header is refused, not shifted',
    barcodes: 'barcode,order_id\na,1,extra\nb,1,\nc,1\n',
    tickets: { '1': ['c'] },
    rejects: ['2 too-many-fields', '3 too-many-fields'],
  },
  {
    name: 'a row of another table is refused',
    barcodes: 'barcode,order_id\na,1\ntotal: 1 row\nb,1\n',
    tickets: { '1': ['a', 'b'] },
    rejects: ['3 too-few-fields'],
  },
  {
    name: 'a comment is a row like any other',
    barcodes: 'barcode,order_id\n# sold on Monday\n#a,1\n',
    tickets: { '1': ['#a'] },
    rejects: ['2 too-few-fields'],
  },
  {
    name: 'white space around a value is not part of it',
    barcodes: 'barcode,order_id\n  a\t, 1 \n"  b  ",1\n\u00a0c\u3000,\u20031\n',
    tickets: { '1': ['a', 'b', 'c'] },
  },
  {
    name: 'white space inside a value is part of it',
    barcodes: 'barcode,order_id\na  b,1\na\u00a0b,1\n',
    tickets: { '1': ['a  b', 'a\u00a0b'] },
  },
  {
    name: 'a file with semicolons is told to use commas',
    barcodes: 'barcode;order_id\na;1\n',
    fault: 'delimiter-wrong',
  },
  {
    name: 'a file with tabs is told to use commas',
    barcodes: 'barcode\torder_id\na\t1\n',
    fault: 'delimiter-wrong',
  },
  {
    name: 'a file with bars is told to use commas',
    barcodes: 'order_id | barcode\n1|a\n',
    fault: 'delimiter-wrong',
  },
  {
    name: 'a space does not separate',
    barcodes: 'barcode order_id\na 1\n',
    fault: 'header-missing',
  },
  {
    name: 'a sep= line of a spreadsheet is no header',
    barcodes: 'sep=,\nbarcode,order_id\na,1\n',
    fault: 'header-missing',
  },
  {
    name: 'the ASCII unit separator is a control character',
    barcodes: 'barcode\u001forder_id\u001ea\u001f1\u001e',
    fault: 'header-malformed',
  },
  {
    name: 'a semicolon in a value is text',
    barcodes: 'barcode,order_id\na;b,1\na|b,1\n',
    tickets: { '1': ['a;b', 'a|b'] },
  },
]
