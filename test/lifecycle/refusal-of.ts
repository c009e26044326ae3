import assert from 'node:assert/strict'
import { type DocketOptions, startDocket } from './docket-process.ts'

/** Starts a server that is to refuse, and returns what it said as an error: one line. */
export async function refusalOf(options: DocketOptions): Promise<string> {
  const server = startDocket(options)
  assert.deepEqual(await server.ended, { code: 1, signal: null }, server.output())
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('docket: '))
  assert.equal(lines.length, 1, server.output())
  assert.doesNotMatch(server.output(), /\n {4}at /)
  return lines[0] ?? ''
}
