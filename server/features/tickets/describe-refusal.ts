import type { RefusalCode } from '#contract/refusals.ts'
import { csvLimits, type RecordFault } from '../../platform/csv/csv-record.ts'

/** What a cell of a ticket file can be refused for. */
export type CellCode = Extract<
  RefusalCode,
  'value-missing' | 'id-invalid' | 'value-too-long' | 'control-character'
>
/** What a row can be refused for by itself. */
export type RowCode =
  | RecordFault
  | CellCode
  | Extract<RefusalCode, 'order-unknown' | 'order-without-barcodes'>
/** What a row can be refused for because of another row of the same file. */
export type CollisionCode = Extract<
  RefusalCode,
  'order-duplicate' | 'order-conflict' | 'barcode-duplicate' | 'barcode-conflict'
>

/** What a row's refusal says to a person. `line` is the line that it collides with. */
export function describeCollision(code: CollisionCode, line: number): string {
  return collisions[code](line)
}

/** What a row's refusal says to a person, when no other row has to do with it. */
export function describeRefusal(code: RowCode): string {
  return descriptions[code]
}

const collisions: Record<CollisionCode, (line: number) => string> = {
  'order-duplicate': (line) => `the same order with the same customer stands in line ${line}`,
  'order-conflict': (line) => `the order belongs to another customer in line ${line}`,
  'barcode-duplicate': (line) => `the same barcode stands in line ${line}`,
  'barcode-conflict': (line) => `different orders claim this barcode; it also stands in line ${line}`,
}

const descriptions: Record<RowCode, string> = {
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
