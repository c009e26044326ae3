import type { Fault } from '#contract/problem.ts'
import { ProblemError } from '../../platform/http/problem.ts'

const textMax = 255

/** A name as it is stored, without the spaces around it, or what is wrong with it. */
export function readName(text: string, pointer = '/name'): { name: string; faults: Fault[] } {
  const name = text.trim()
  const length = [...name].length
  const fault = (code: Fault['code'], message: string) => ({ name, faults: [{ pointer, code, message }] })
  if (length === 0) return fault('too-short', 'must have at least 1 character that is not a space')
  if (length > textMax) return fault('too-long', `must have at most ${textMax} characters`)
  if (/\p{Cc}/u.test(name)) return fault('value-invalid', 'has characters that no name has')
  return { name, faults: [] }
}

/** An e-mail address as it is stored, or what is wrong with it. */
export function readEmail(text: string): { email: string; faults: Fault[] } {
  const email = text.trim()
  if (email.length <= textMax && emailForm.test(email)) return { email, faults: [] }
  const message = 'must be an e-mail address such as ada@example.com'
  return { email, faults: [{ pointer: '/email', code: 'email-invalid', message }] }
}

/** Letters of any script; no spaces, quotes or comments, which nobody's real address has. */
const emailForm = new RegExp(
  [
    /^(?=.{1,64}@)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*/u,
    /@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+/u,
    /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u,
  ]
    .map(({ source }) => source)
    .join(''),
  'u',
)

/** @throws ProblemError 422 that names every fault, when there is one */
export function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults
  if (first === undefined) return
  const detail =
    faults.length === 1 ? `"${first.pointer}" ${first.message}.` : `${faults.length} values are not valid.`
  throw new ProblemError({ code: 'values-invalid', detail, errors: faults })
}

/** What to answer when an e-mail address is another user's. */
export function emailTaken(): ProblemError {
  return new ProblemError({
    code: 'email-taken',
    detail: 'Another user has this e-mail address, perhaps in other letter case.',
    errors: [{ pointer: '/email', code: 'value-invalid', message: "is another user's" }],
  })
}

/** What to answer when nobody has the id in the path. */
export function userNotFound(): ProblemError {
  return new ProblemError({ code: 'not-found', detail: 'There is no such user.' })
}
