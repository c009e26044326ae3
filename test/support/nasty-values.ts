import fc from 'fast-check'

// Few different ids, so that rows meet each other.
const knownIds = ['1', '2', '3', '4', '10', '9007199254740993', '9007199254740992', '7'.repeat(255)]
const oddIds = [
  '0012',
  '12',
  '12.0',
  '1.00',
  '01',
  '002.000',
  `0${'7'.repeat(255)}`,
  '\u00a02\u3000',
  ' 3',
  '\ufeff4',
]
const badIds = [
  '12.5',
  '1e3',
  '1_0',
  '-1',
  '+1',
  '0',
  '0.0',
  '00',
  '0x1',
  '1 0',
  '1.',
  '.0',
  '١',
  '１',
  'NA',
  'null',
  'x',
]
const uglyIds = [
  '',
  ' ',
  '7'.repeat(256),
  `${'0'.repeat(300)}1`,
  "'1",
  "'=1",
  '1\t',
  '1\n',
  '1,0',
  '٢.0',
  '1.0.0',
]
const barcodes = [
  'A',
  'B',
  'C',
  '0012',
  '12',
  '12.0',
  'é',
  'e\u0301',
  '😀',
  'a b',
  "it's",
  'a,b',
  'a"b',
  '11111111111',
]
const formulas = [
  '=1+1',
  "'=1+1",
  "''=1+1",
  '-2',
  "'-2",
  '@x',
  "'@x",
  '+a',
  "'+358",
  "'+",
  "'",
  "''",
  '-50.00',
  "'-1e5x",
]
const uglyBarcodes = [
  ...[
    '',
    '  ',
    '\u2003',
    'a\tb',
    '\ta',
    'a\nb',
    'a\r\nb',
    '\ufeffA',
    'A\ufeff',
    '\u0085A',
    'A\u0085',
    '\u200bA',
  ],
  ...[
    'x'.repeat(255),
    'x'.repeat(256),
    '😀'.repeat(255),
    '😀'.repeat(256),
    'é'.repeat(255),
    '[a, b]',
    '\u2028',
  ],
  ...[
    'a\0b',
    '\0',
    '\u0007',
    '\u007f',
    '\u009f',
    '\u001b[31m',
    '\ufffd',
    '\ufffe',
    '\u{10ffff}',
    `${' '.repeat(300)}A`,
  ],
]

export const orderId = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...knownIds) },
  { weight: 2, arbitrary: fc.constantFrom(...oddIds) },
  { weight: 1, arbitrary: fc.constantFrom(...badIds) },
  { weight: 1, arbitrary: fc.constantFrom(...uglyIds) },
)

export const soldWith = fc.oneof(
  { weight: 4, arbitrary: orderId },
  { weight: 1, arbitrary: fc.constantFrom('', '', ' ', '99', '5') },
)

export const barcode = fc.oneof(
  { weight: 16, arbitrary: fc.constantFrom(...barcodes) },
  { weight: 3, arbitrary: fc.constantFrom(...formulas) },
  { weight: 1, arbitrary: fc.constantFrom(...uglyBarcodes) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
)
