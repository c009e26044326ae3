import { csvLimits, type RecordFault } from './csv-record.ts'

/** What a row's refusal says to a person when the row cannot be split into its fields. */
export function describeRecordFault(fault: RecordFault): string {
  return recordFaults[fault]
}

const recordFaults: Record<RecordFault, string> = {
  'quote-malformed': 'a quote stands where none may stand',
  'quote-unclosed': 'a quote is opened and never closed',
  'row-too-long': `the row is longer than ${csvLimits.rowBytes} bytes`,
  'field-too-long': `a field is longer than ${csvLimits.fieldBytes} bytes`,
  'nul-character': 'the row holds a NUL character',
  'control-character': 'there is a control character',
  'too-few-fields': 'the row has fewer fields than the header',
  'too-many-fields': 'the row has more fields than the header',
}

/** Tells the codes that refuse a row before its fields are looked at from others. */
export function isRecordFault(code: string): code is RecordFault {
  return Object.hasOwn(recordFaults, code)
}
