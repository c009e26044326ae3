import type { FastifyRequest } from 'fastify'
import { repairRowsMax } from '#contract/job-rows.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { refuseRepair } from './refuse-repair.ts'
import type { Repair } from './repair.ts'

/** A repair file is read as a whole, so it is small; more rows come in several files. */
const repairBytesMax = 16 * 1_048_576

/** The one file of a multipart request, in the field `file`. @throws ProblemError 413 or 422 */
export async function receiveRepairFile(request: FastifyRequest): Promise<Buffer> {
  let received: Buffer | undefined
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field' || part.fieldname !== 'file' || received !== undefined) throw refuseField()
      received = await part.toBuffer()
    }
  } catch (error) {
    throw toRefusal(error)
  }
  if (received === undefined)
    throw refuseRepair('values-invalid', [{ pointer: '/file', code: 'file-missing', message: 'is needed' }])
  return received
}

/** The repair itself. @throws ProblemError 422 when it has no rows, or too many for one transaction */
export function checkRowCount(repair: Repair): Repair {
  const { length } = repair.rows
  if (length > 0 && length <= repairRowsMax) return repair
  throw refuseRepair('values-invalid', [
    length === 0
      ? { pointer: '/rows', code: 'too-few', message: 'has no rows' }
      : {
          pointer: '/rows',
          code: 'too-many',
          message: `has more than ${repairRowsMax} rows: send them in parts`,
        },
  ])
}

/** Every limit of the parser is set here. */
const limits = {
  fieldNameSize: 255,
  fieldSize: 1_024,
  fileSize: repairBytesMax,
  files: 2,
  fields: 1,
  parts: 3,
  headerPairs: 16,
  headerSize: 16_384,
}

function refuseField(): ProblemError {
  return refuseRepair('values-invalid', [
    { pointer: '/file', code: 'value-unknown', message: 'must be the only field, and one file' },
  ])
}

function toRefusal(error: unknown): unknown {
  if (error instanceof ProblemError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'FST_REQ_FILE_TOO_LARGE')
    return new ProblemError({
      code: 'body-too-large',
      detail: `A repair file may have ${repairBytesMax} bytes: send the rows in parts.`,
    })
  if (error instanceof Error && 'syscall' in error) return error
  return new ProblemError({
    code: 'request-malformed',
    detail: 'The body cannot be read as multipart/form-data, or it ended too early.',
  })
}
