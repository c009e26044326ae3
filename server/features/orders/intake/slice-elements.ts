import { endOfText } from './end-of-text.ts'

/**
 * The text of each element of a JSON list, exactly as it stands there, without the space around it.
 * @param json a list that was parsed already
 */
export function sliceElements(json: string): string[] {
  const elements: string[] = []
  let depth = 0
  let start = -1
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at)
    if (sign === signs.quote) at = endOfText(json, at) - 1
    else if (sign === signs.openList || sign === signs.openObject) depth += 1
    else if (sign === signs.closeList || sign === signs.closeObject) depth -= 1
    const isOver = depth === 0 || (depth === 1 && sign === signs.comma)
    if (start < 0) start = depth > 0 ? at + 1 : start
    else if (isOver) {
      const element = json.slice(start, at).trim()
      if (element !== '') elements.push(element)
      if (depth === 0) break
      start = at + 1
    }
  }
  return elements
}

const signs = { quote: 34, comma: 44, openList: 91, closeList: 93, openObject: 123, closeObject: 125 }
