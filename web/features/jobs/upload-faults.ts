import type { Fault } from '#contract/problem.ts'
import { refusals } from '#contract/refusals.ts'
import { sentence } from '../../platform/faults.ts'
import { RefusedError, reasonOf, UnreachableError } from '../../platform/server-answer.ts'

/** Why an upload was refused: for each field that is at fault, and for the whole. */
export interface UploadFaults {
  whole: string | undefined
  byField: ReadonlyMap<string, string>
}

const none: UploadFaults = { whole: undefined, byField: new Map() }

/** What to tell of a failed upload, file by file where the server says which of the form's `fields` it is. */
export function uploadFaultsOf(error: Error | null, fields: readonly string[]): UploadFaults {
  if (error === null || error.name === 'AbortError') return none
  if (error instanceof UnreachableError) {
    return {
      ...none,
      whole: 'The upload broke off. Docket may be away, or it takes no file as large as this. Try again.',
    }
  }
  const faults = error instanceof RefusedError ? (error.problem.errors ?? []) : []
  const byField = new Map(faults.map((fault) => [fault.pointer.replace(/^\//, ''), describe(fault)]))
  const isToldByField = byField.size > 0 && [...byField.keys()].every((field) => fields.includes(field))
  return { whole: isToldByField ? 'Nothing was uploaded. See what is marked.' : reasonOf(error), byField }
}

/** Why files that were chosen cannot be what they should be, before anything is sent. */
export function findMissing(
  fields: readonly string[],
  files: ReadonlyMap<string, File>,
): Map<string, string> {
  const faults = new Map<string, string>()
  for (const field of fields) {
    const file = files.get(field)
    if (file === undefined) faults.set(field, 'Choose a file.')
    else if (file.size === 0) faults.set(field, `${file.name} is empty. ${refusals['file-empty'].hint}`)
  }
  return faults
}

function describe({ code, message }: Fault): string {
  const said = sentence(message, 'The file')
  const hint = code in refusals ? refusals[asRefusal(code)].hint : undefined
  return hint === undefined || said.includes(hint) ? said : `${said} ${hint}`
}

/** Only called for codes that the table of refusals holds. */
function asRefusal(code: string): keyof typeof refusals {
  return code as keyof typeof refusals
}
