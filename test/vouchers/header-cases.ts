import type { EdgeCase } from './edge-case.ts'

/** Headers: names, order, surplus, missing and doubled columns. */
export const headerCases: readonly EdgeCase[] = [
  {
    name: 'columns may stand in any order',
    orders: 'customer_id,order_id\n10,1\n',
    barcodes: 'order_id,barcode\n1,a\n',
    tickets: { '1': ['a'] },
  },
  {
    name: 'column names are read without regard to case and white space',
    orders: ' Order_ID ,"\tCUSTOMER_id"\n1,10\n',
    barcodes: 'BARCODE,\u00a0Order_Id\u00a0\na,1\n',
    tickets: { '1': ['a'] },
  },
  {
    name: 'columns that are not needed are passed over with one warning for each file',
    orders: 'order_id,colour,customer_id,size\n1,red,10,xl\n',
    barcodes: 'seat,barcode,order_id,\n5,a,1,\n',
    tickets: { '1': ['a'] },
    warnings: { 'columns-ignored': 2 },
  },
  {
    name: 'a column that is not needed may stand twice',
    barcodes: 'note,barcode,note,order_id\nx,a,y,1\n',
    tickets: { '1': ['a'] },
    warnings: { 'columns-ignored': 1 },
  },
  { name: 'a needed column is missing', barcodes: 'barcode,order\na,1\n', fault: 'column-missing' },
  {
    name: 'a needed column stands twice',
    barcodes: 'barcode,order_id,Barcode \na,1,b\n',
    fault: 'column-duplicate',
  },
  {
    name: 'a missing column is told before a doubled one',
    barcodes: 'barcode,barcode\na,1\n',
    fault: 'column-missing',
  },
  { name: 'a file without a header is refused', barcodes: 'a,1\nb,2\n', fault: 'header-missing' },
  {
    name: 'a title above the header is no header',
    barcodes: 'Tickets 2021\n\nbarcode,order_id\na,1\n',
    fault: 'header-missing',
  },
  { name: 'a header of commas alone has no names', barcodes: ',\na,1\n', fault: 'header-missing' },
  { name: 'the other file was given', barcodes: 'order_id,customer_id\n1,10\n', fault: 'column-missing' },
  {
    name: 'a control character spoils the header',
    barcodes: 'barcode,order_id,\u0007\na,1,\n',
    fault: 'header-malformed',
  },
  {
    name: 'a header of 256 columns is read',
    barcodes: `barcode,order_id${',x'.repeat(254)}\na,1${','.repeat(254)}\n`,
    tickets: { '1': ['a'] },
    warnings: { 'columns-ignored': 1 },
  },
  {
    name: 'a header of 257 columns is refused',
    barcodes: `barcode,order_id${',x'.repeat(255)}\na,1${','.repeat(255)}\n`,
    fault: 'header-malformed',
  },
  {
    name: 'a header with a field over the limit is refused',
    barcodes: `barcode,order_id,${'x'.repeat(65_537)}\n`,
    fault: 'header-malformed',
  },
  {
    name: 'quoted names between semicolons are the wrong delimiter, not malformed',
    barcodes: '"Barcode";"order_id"\n"a";"1"\n',
    fault: 'delimiter-wrong',
  },
  {
    name: 'quotes in other places of a header are malformed',
    barcodes: 'bar"code,order_id\na,1\n',
    fault: 'header-malformed',
  },
  {
    name: 'a faulty orders file is told before a faulty barcodes file',
    orders: 'x\n',
    barcodes: '',
    fault: 'header-missing',
  },
]
