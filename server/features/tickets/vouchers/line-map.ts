import { intList } from './shared-lists.ts'

/**
 * The physical line of every row of a range, kept as the rows at which the count jumps: pairs of row and line.
 * A file with one row a line needs a single pair. Rows count from 0 and lines from 1 within the range.
 */
export type LineMap = Int32Array

/** Collects a line map, row after row; `toMap` ends it and begins the next. */
export function createLineMapBuilder(): { add(line: number): void; toMap(): LineMap } {
  const pairs = intList()
  let row = 0
  let expected = -1
  return {
    add(line) {
      if (line !== expected) {
        pairs.push(row)
        pairs.push(line)
      }
      expected = line + 1
      row++
    },
    toMap() {
      row = 0
      expected = -1
      return pairs.toShared()
    },
  }
}

/** The line of `row`, by binary search for the last jump at or before it. */
export function lineOf(map: LineMap, row: number): number {
  let low = 0
  let high = map.length / 2 - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (map[2 * middle] <= row) low = middle
    else high = middle - 1
  }
  return map[2 * low + 1] + row - map[2 * low]
}
