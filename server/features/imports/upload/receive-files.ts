import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { FaultCode } from '#contract/problem-codes.ts'
import {
  type FileStore,
  FileTooLarge,
  StorageFull,
  type StoredFile,
} from '../../../platform/files/file-store.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { cleanFileName } from './clean-file-name.ts'

/** A file that came in with a request, and the field it came in. */
export interface ReceivedFile extends StoredFile {
  field: string
  /** For people to recognise it by; never a path. */
  name: string
}

/**
 * Stores the files of a multipart request, one for each of `fields`, in any order.
 * @returns them in the order of `fields`; whoever calls removes what it does not keep
 * @throws ProblemError when the body is anything else; then nothing of it is stored
 */
export async function receiveFiles(
  request: FastifyRequest,
  store: FileStore,
  { fields, bytesMax }: { fields: readonly string[]; bytesMax: number },
): Promise<ReceivedFile[]> {
  const received: ReceivedFile[] = []
  try {
    refuseLongBody(request, fields.length, bytesMax)
    for await (const part of partsOf(request, fields.length, bytesMax)) {
      if (part.type === 'field') throw refuseField(part.fieldname, fields)
      refuseUnexpected(part, fields, received)
      received.push(await receiveFile(part, store, bytesMax))
    }
    return inOrder(fields, received)
  } catch (error) {
    await removeFiles(store, received)
    throw toRefusal(error)
  }
}

/** Removes files that are not kept after all. */
export async function removeFiles(store: FileStore, files: readonly StoredFile[]): Promise<void> {
  await Promise.all(files.map(({ key }) => store.remove(key)))
}

/** Beside the files there are their headers and the boundaries between them. */
const overheadBytesMax = 65_536

/** Refuses a body that says itself that it is too long, before it is sent in vain. */
function refuseLongBody({ headers }: FastifyRequest, filesMax: number, bytesMax: number): void {
  const length = Number(headers['content-length'] ?? 0)
  if (length > filesMax * bytesMax + overheadBytesMax) throw new FileTooLarge(bytesMax)
}

/** Every limit of the parser is set here; the store keeps the exact one of a file, which is one byte less. */
function partsOf(request: FastifyRequest, filesMax: number, bytesMax: number) {
  const limits = {
    fieldNameSize: 255,
    fieldSize: 1_024,
    fileSize: bytesMax + 1,
    files: filesMax + 1,
    fields: 1,
    parts: filesMax + 2,
    headerPairs: 16,
    headerSize: 16_384,
  }
  return request.parts({ limits })
}

function refuseField(field: string, fields: readonly string[]): ProblemError {
  const isWanted = fields.includes(field)
  return refuse(
    field,
    isWanted ? 'type-wrong' : 'value-unknown',
    isWanted ? 'must be a file, with a file name' : `is no field that is known here: send ${listed(fields)}`,
  )
}

function refuseUnexpected(
  { fieldname }: MultipartFile,
  fields: readonly string[],
  received: readonly ReceivedFile[],
): void {
  if (!fields.includes(fieldname)) throw refuseField(fieldname, fields)
  if (received.some(({ field }) => field === fieldname))
    throw refuse(fieldname, 'repeated', 'must be one file')
}

async function receiveFile(part: MultipartFile, store: FileStore, bytesMax: number): Promise<ReceivedFile> {
  const stored = await store.receive(part.file, bytesMax)
  return { ...stored, field: part.fieldname, name: cleanFileName(part.filename, part.fieldname) }
}

function inOrder(fields: readonly string[], received: readonly ReceivedFile[]): ReceivedFile[] {
  const missing = fields.filter((field) => !received.some((file) => file.field === field))
  if (missing.length > 0)
    throw new ProblemError({
      code: 'values-invalid',
      detail: `The multipart field${missing.length > 1 ? 's' : ''} ${listed(missing)} must hold a file.`,
      errors: missing.map((field) => ({ pointer: `/${field}`, code: 'file-missing', message: 'is needed' })),
    })
  return fields.flatMap((field) => received.filter((file) => file.field === field))
}

function refuse(field: string, code: FaultCode, message: string): ProblemError {
  const shown = String(field).slice(0, 255)
  const pointer = `/${shown.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return new ProblemError({
    code: 'values-invalid',
    detail: `The multipart field "${shown}" ${message}.`,
    errors: [{ pointer, code, message }],
  })
}

function listed(fields: readonly string[]): string {
  return fields.map((field) => `"${field}"`).join(' and ')
}

/** What the store and the parser say, as an answer. Faults of this machine stay what they are. */
function toRefusal(error: unknown): unknown {
  if (error instanceof ProblemError || isSystemError(error)) return error
  if (error instanceof FileTooLarge)
    return new ProblemError({ code: 'body-too-large', detail: `${error.message}.` })
  if (error instanceof StorageFull)
    return new ProblemError({
      code: 'storage-full',
      detail: 'The disk of the server is full. Send the file again when there is room.',
    })
  return new ProblemError({
    code: 'request-malformed',
    detail: 'The body cannot be read as multipart/form-data, or it ended too early.',
  })
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
