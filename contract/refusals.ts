/**
 * Every reason for which Docket refuses a file or a row: one table, in the order in which they are looked for.
 * `level` says how much is refused; `hint` says what a person can do about it.
 * Source of the rules: docs/csv-rules.md.
 */
export const refusals = {
  'file-missing': { level: 'file', hint: 'Check the path.' },
  'file-is-directory': { level: 'file', hint: 'Name the file itself, not the folder it is in.' },
  'file-unreadable': { level: 'file', hint: 'Check that you may read it.' },
  'file-empty': { level: 'file', hint: 'Export it again: it holds no header and no rows.' },
  'file-utf16': { level: 'file', hint: 'Save it as "CSV UTF-8".' },
  'file-not-csv': { level: 'file', hint: 'Export it as CSV: this is another kind of file.' },
  'file-not-utf8': { level: 'file', hint: 'Save it as "CSV UTF-8".' },
  'header-malformed': {
    level: 'header',
    hint: 'Mend the first line: plain column names, separated by commas.',
  },
  'delimiter-wrong': { level: 'header', hint: 'Save it with commas between the columns.' },
  'header-missing': { level: 'header', hint: 'Put the column names into the first line.' },
  'column-missing': { level: 'header', hint: 'Add the column, or mend its name.' },
  'column-duplicate': { level: 'header', hint: 'Keep one column of each name.' },
  'quote-malformed': { level: 'row', hint: 'Put the whole value in quotes and double the quotes inside it.' },
  'quote-unclosed': { level: 'row', hint: 'Close the quote, or double it if it belongs to the value.' },
  'row-too-long': { level: 'row', hint: 'Shorten the row.' },
  'field-too-long': { level: 'row', hint: 'Shorten the value.' },
  'nul-character': { level: 'row', hint: 'Export the file again: it is damaged or not text.' },
  'control-character': { level: 'row', hint: 'Remove the invisible characters.' },
  'too-few-fields': { level: 'row', hint: 'Add the missing commas, or the missing values.' },
  'too-many-fields': { level: 'row', hint: 'Put values that hold a comma in quotes.' },
  'value-missing': { level: 'cell', hint: 'Fill it in.' },
  'amount-invalid': {
    level: 'cell',
    hint: 'Write a plain decimal such as 150.00, at most 18 digits before and 6 after the point.',
  },
  'date-invalid': { level: 'cell', hint: 'Write it as 2024-01-31 or 2024-01-31T12:30:00Z.' },
  'id-invalid': { level: 'cell', hint: 'Write a positive whole number, digits only.' },
  'value-too-long': { level: 'cell', hint: 'Shorten it to 255 characters.' },
  'description-too-long': { level: 'cell', hint: 'Shorten it to 10,000 characters.' },
  'transaction-duplicate': { level: 'row', hint: 'Keep one row of each transaction.' },
  'order-unknown': { level: 'row', hint: 'Add the order to the orders file, or mend its row there.' },
  'order-duplicate': { level: 'row', hint: 'Keep one row of each order.' },
  'order-conflict': { level: 'row', hint: 'Decide which customer the order belongs to.' },
  'customer-erased': { level: 'row', hint: 'The customer was erased; use another customer id.' },
  'barcode-duplicate': { level: 'row', hint: 'Keep one row of each barcode.' },
  'barcode-conflict': { level: 'row', hint: 'Decide which order the barcode was sold with.' },
  'barcode-already-assigned': { level: 'row', hint: 'The barcode was sold before; it is never moved.' },
  'order-without-barcodes': { level: 'row', hint: 'Add its barcodes, or leave the order out.' },
} as const satisfies Record<string, Refusal>

interface Refusal {
  level: 'file' | 'header' | 'row' | 'cell'
  hint: string
}

export type RefusalCode = keyof typeof refusals

/** What is passed over (`columns-ignored`) or read in another form than it was written (`id-normalised`), without refusing anything. */
export type WarningCode = 'columns-ignored' | 'id-normalised'
