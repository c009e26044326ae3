import { randomUUID } from 'node:crypto'
import { fstatSync, read } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { exitCodes, PlainError } from '../../platform/errors.ts'
import type { Answer } from './call-server.ts'
import { NoAnswer } from './call-server.ts'
import type { ServerAccess } from './find-server.ts'

/** A file of an upload, open for reading. */
export interface FileToSend {
  field: string
  path: string
  /** The file descriptor. */
  file: number
}

interface SendFiles {
  path: string
  files: readonly FileToSend[]
  headers: Record<string, string>
  onSent: (done: number, all: number) => void
}

/** Silence after which an upload is given up. The server reads all of a file before it answers. */
const silentMs = 600_000
const chunkBytes = 65_536
const readAt = promisify(read)

/**
 * Sends files as one multipart request, in bounded memory.
 * @throws NoAnswer, and PlainError when a file changes meanwhile
 */
export async function sendFiles(
  { url, key }: ServerAccess,
  { path, files, headers, onSent }: SendFiles,
): Promise<Answer> {
  const boundary = `docket-${randomUUID()}`
  const parts = files.map((file) => ({
    ...file,
    head: headOf(file, boundary),
    bytes: fstatSync(file.file).size,
  }))
  const tail = `--${boundary}--\r\n`
  const all = parts.reduce((sum, { head, bytes }) => sum + head.length + bytes + 2, tail.length)
  const start = url.startsWith('https:') ? httpsRequest : httpRequest
  const request = start(`${url}${path}`, {
    method: 'POST',
    agent: false,
    timeout: silentMs,
    headers: {
      ...headers,
      authorization: `Bearer ${key}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': all,
    },
  })
  request.on('timeout', () => request.destroy(new Error(`nothing happened for ${silentMs / 1_000} s`)))
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject)
  })
  answered.catch(() => undefined)
  const body = Readable.from(
    bodyOf(parts, tail, (done) => onSent(done, all)),
    { objectMode: false },
  )
  // An answer that comes early is a refusal: the rest need not be sent.
  const sent = pipeline(body, request).then(() => answered)
  const response = await Promise.race([answered, sent]).catch((error) => {
    throw error instanceof PlainError ? error : new NoAnswer(url, error)
  })
  sent.catch(() => undefined)
  return { status: response.statusCode ?? 0, text: () => text(response).finally(() => request.destroy()) }
}

interface Part extends FileToSend {
  head: Buffer
  bytes: number
}

async function* bodyOf(
  parts: readonly Part[],
  tail: string,
  onSent: (done: number) => void,
): AsyncIterable<Buffer> {
  let done = 0
  for (const { path, file, head, bytes } of parts) {
    yield head
    for (let at = 0; at < bytes; ) {
      // A stream would close the file when the upload breaks off, and it is sent again.
      const { bytesRead, buffer } = await readAt(file, Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at)
      if (bytesRead === 0) throw new PlainError(`${path} became shorter while it was read`, exitCodes.badFile)
      const chunk = buffer.subarray(0, Math.min(bytesRead, bytes - at))
      at += chunk.length
      done += chunk.length
      onSent(done)
      yield chunk
    }
    yield Buffer.from('\r\n')
  }
  yield Buffer.from(tail)
}

function headOf({ field, path }: FileToSend, boundary: string): Buffer {
  // As browsers write it; a name may hold anything but a slash.
  const name = basename(path).replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const disposition = `form-data; name="${field}"; filename="${name}"`
  return Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: text/csv\r\n\r\n`)
}
