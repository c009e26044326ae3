import type { Fault } from '#contract/problem.ts'
import { escapeSegment } from '../../../platform/http/find-faults.ts'
import { endOfText } from './end-of-text.ts'

/**
 * Finds the names that stand twice in one object of a JSON text, of which parsing keeps only the last.
 * @param text JSON that was parsed already
 * @param names how many names the parsed objects have together
 */
export function findRepeatedNames(text: string, names: number): Fault[] {
  // Each name has its colon: where none was lost, there is nothing to look for.
  return countColons(text) === names ? [] : locateRepeated(text)
}

/** Counts the colons that stand outside of texts, looking at each part of the document once. */
function countColons(text: string): number {
  let count = 0
  let colon = text.indexOf(':')
  let quote = text.indexOf('"')
  while (colon >= 0) {
    if (quote >= 0 && quote < colon) {
      const end = endOfText(text, quote)
      quote = text.indexOf('"', end)
      if (colon < end) colon = text.indexOf(':', end)
    } else {
      count += 1
      colon = text.indexOf(':', colon + 1)
    }
  }
  return count
}

/** An object or a list that the walk is inside of, and which part of it. */
interface Frame {
  names: Set<string> | undefined
  segment: string
  index: number
}

function locateRepeated(text: string): Fault[] {
  const faults: Fault[] = []
  const frames: Frame[] = []
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1)
    const sign = text[at]
    if (sign === '{') frames.push({ names: new Set(), segment: '', index: 0 })
    else if (sign === '[') frames.push({ names: undefined, segment: '0', index: 0 })
    else if (sign === '}' || sign === ']') frames.pop()
    else if (sign === ',' && frame !== undefined) frame.segment = String(++frame.index)
    else if (sign === '"') {
      const end = endOfText(text, at)
      if (frame?.names !== undefined && isColonNext(text, end)) {
        frame.segment = String(JSON.parse(text.slice(at, end)))
        if (frame.names.has(frame.segment)) faults.push(repeated(frames))
        frame.names.add(frame.segment)
      }
      at = end - 1
    }
  }
  return faults
}

function isColonNext(text: string, at: number): boolean {
  let next = at
  while (' \t\r\n'.includes(text.charAt(next)) && next < text.length) next += 1
  return text[next] === ':'
}

function repeated(frames: readonly Frame[]): Fault {
  return {
    pointer: frames.map(({ segment }) => `/${escapeSegment(segment)}`).join(''),
    code: 'repeated',
    message: 'stands more than once in the same object',
  }
}
