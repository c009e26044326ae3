import type { RefusalCode } from '#contract/refusals.ts'
import { csvLimits } from '../../platform/csv/csv-record.ts'

/** What a row's refusal says to a person. `line` is the line it collides with, in the same file. */
export function describeRefusal(code: RefusalCode, line: number): string {
  switch (code) {
    case 'order-duplicate':
      return `the same order with the same customer stands in line ${line}`
    case 'order-conflict':
      return `the order belongs to another customer in line ${line}`
    case 'barcode-duplicate':
      return `the same barcode stands in line ${line}`
    case 'barcode-conflict':
      return `the barcode belongs to another order in line ${line}`
    default:
      return plainDescriptions[code] ?? code
  }
}

const plainDescriptions: Partial<Record<RefusalCode, string>> = {
  'quote-malformed': 'a quote stands where none may stand',
  'quote-unclosed': 'a quote is opened and never closed',
  'row-too-long': `the row is longer than ${csvLimits.rowBytes} bytes`,
  'field-too-long': `a field is longer than ${csvLimits.fieldBytes} bytes`,
  'nul-character': 'the row holds a NUL character',
  'control-character': 'there is a control character',
  'too-few-fields': 'the row has fewer fields than the header',
  'too-many-fields': 'the row has more fields than the header',
  'value-missing': 'there is no value',
  'id-invalid': 'the id is not a positive whole number',
  'value-too-long': 'the value is longer than 255 characters',
  'order-unknown': 'there is no such order in the orders file',
  'order-without-barcodes': 'no barcode belongs to this order',
}
