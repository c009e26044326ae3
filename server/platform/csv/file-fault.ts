import type { RefusalCode } from '#contract/refusals.ts'
import { exitCodes, PlainError } from '../errors.ts'
import { oneLine } from '../one-line.ts'

/** A file that is refused whole (docs/csv-rules.md). The message names the file and stands on one line. */
export class FileFault extends PlainError {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(oneLine(message), exitCodes.badFile, options)
    this.name = 'FileFault'
    this.code = code
  }
}
