import type { RefusalCode } from '#contract/refusals.ts'
import type { RecordFault } from '../../platform/csv/csv-record.ts'
import { describeRecordFault, isRecordFault } from '../../platform/csv/describe-record-fault.ts'

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
/** What a row can be refused for because of what is stored (spec 2.3). */
export type StoredCode = Extract<
  RefusalCode,
  'order-conflict' | 'customer-erased' | 'barcode-already-assigned'
>

/** What a row's refusal says to a person. `line` is the line that it collides with. */
export function describeCollision(code: CollisionCode, line: number): string {
  return collisions[code](line)
}

/** What a row's refusal says to a person, when no other row has to do with it. */
export function describeRefusal(code: RowCode): string {
  // Some checks of cells and of whole rows share a code, and then the words too.
  return isRecordFault(code) ? describeRecordFault(code) : descriptions[code]
}

/** What a row's refusal says to a person when it collides with what is stored, not with a row of its file. */
export function describeStored(code: StoredCode): string {
  return stored[code]
}

const collisions: Record<CollisionCode, (line: number) => string> = {
  'order-duplicate': (line) => `the same order with the same customer stands in line ${line}`,
  'order-conflict': (line) => `the order belongs to another customer in line ${line}`,
  'barcode-duplicate': (line) => `the same barcode stands in line ${line}`,
  'barcode-conflict': (line) => `different orders claim this barcode; it also stands in line ${line}`,
}

const stored: Record<StoredCode, string> = {
  'order-conflict': 'the order is stored with another customer',
  'customer-erased': 'the customer was erased, and takes no orders any more',
  'barcode-already-assigned': 'the barcode is stored with another order',
}

const descriptions: Record<Exclude<RowCode, RecordFault>, string> = {
  'value-missing': 'there is no value',
  'id-invalid': 'the id is not a positive whole number',
  'value-too-long': 'the value is longer than 255 characters',
  'order-unknown': 'there is no such order in the orders file',
  'order-without-barcodes': 'no barcode belongs to this order',
}
