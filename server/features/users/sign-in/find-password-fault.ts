import type { FaultCode } from '#contract/problem-codes.ts'
import { passwordLengths } from '#contract/sign-in.ts'

/** What is wrong with a password that somebody wants to set. */
export interface PasswordFault {
  code: FaultCode
  message: string
}

/** Why a password cannot be set: too short, too long, or easy to guess for who knows the person. */
export function findPasswordFault(
  password: string,
  person: { email: string; name: string },
): PasswordFault | undefined {
  // As it is hashed.
  const normal = password.normalize('NFKC')
  const length = [...normal].length
  if (length < passwordLengths.min)
    return { code: 'too-short', message: `must have at least ${passwordLengths.min} characters` }
  if (length > passwordLengths.max)
    return { code: 'too-long', message: `must have at most ${passwordLengths.max} characters` }
  if (isObvious(normal.toLowerCase(), person))
    return {
      code: 'password-weak',
      message: 'is easy to guess: use several words that have nothing to do with you',
    }
  return undefined
}

/** How much has to be left when every word is taken away that anybody would try. */
const restMin = 6
const distinctMin = 5

function isObvious(password: string, { email, name }: { email: string; name: string }): boolean {
  if (new Set(password).size < distinctMin || isRun(password)) return true
  const words = [email, ...email.split(/[@.]/), name, ...name.split(/\s+/), ...commonWords]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length)
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password)
  return [...rest].length < restMin || isRun(rest)
}

const commonWords = [
  'password',
  'passwort',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'welcome',
  'letmein',
  'changeme',
  'iloveyou',
  'trustno1',
  'qwerty',
  'dragon',
  'monkey',
  'football',
  'superman',
  'sunshine',
  'princess',
  'master',
  'secret',
  'admin',
  'administrator',
  'docket',
  'test',
  'user',
  'login',
  'default',
  'abc',
  '123',
]

const rows = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6z7u8i9o0p',
]

/** True for a stretch of the alphabet, the digits or the keyboard, forwards, backwards or again and again. */
function isRun(text: string): boolean {
  return rows
    .flatMap((row) => [row, [...row].reverse().join('')])
    .some((row) => `${row}${row}${row}`.includes(text) || isRepeated(text, row))
}

/** True when a text of up to half its length, taken from `row`, makes the whole by repetition. */
function isRepeated(text: string, row: string): boolean {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const part = text.slice(0, length)
    if (row.includes(part) && part.repeat(Math.ceil(text.length / length)).startsWith(text)) return true
  }
  return false
}
