import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { csvLine } from '../csv/write-csv.ts'

/** A file to download: its name, its first line, and its rows, however many. */
export interface CsvFile {
  fileName: string
  header: readonly string[]
  rows: AsyncIterable<readonly (string | number)[]>
  /** How a row is written, where that is not as usual. */
  line?: (row: readonly (string | number)[]) => string
}

/**
 * Answers with a CSV file that is written while it is read: as fast as the client takes it, in flat memory. Rows that
 * cannot be read are a problem while nothing was sent; afterwards the connection is cut, so that nobody takes a part
 * of the file for the whole.
 */
export function sendCsv(
  reply: FastifyReply,
  { fileName, header, rows, line = csvLine }: CsvFile,
): FastifyReply {
  reply.headers({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${fileName.replaceAll(/[^A-Za-z0-9._-]/g, '-')}"`,
    'cache-control': 'no-store',
  })
  // Rows that nobody asked for are not read.
  if (reply.request.method === 'HEAD') return reply.send()
  return reply.send(
    Readable.from(joinLines(header, rows, line), { objectMode: false, highWaterMark: chunkLength }),
  )
}

/** Large enough to be few writes, small enough to hold for many downloads at once. */
const chunkLength = 65_536

async function* joinLines(
  header: readonly string[],
  rows: CsvFile['rows'],
  line: NonNullable<CsvFile['line']>,
): AsyncGenerator<string> {
  let text = csvLine(header)
  for await (const row of rows) {
    text += line(row)
    if (text.length < chunkLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
