import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { PlainError } from '../../platform/errors.ts'
import { cannotWrite, openReplacements } from '../../platform/files/replace-files.ts'
import { NoAnswer } from './call-server.ts'
import type { ServerAccess } from './find-server.ts'

/** Downloads the rejected rows of a job into a file, which is replaced when they are there whole. @throws PlainError, NoAnswer */
export async function saveRejects({ url, key }: ServerAccess, jobId: string, path: string): Promise<void> {
  const replacements = openReplacements([path])
  try {
    const answer = await fetch(`${url}/api/jobs/${jobId}/rejects.csv`, {
      headers: { authorization: `Bearer ${key}` },
      redirect: 'error',
    }).catch((error) => {
      throw new NoAnswer(url, error)
    })
    if (!answer.ok || answer.body === null)
      throw new PlainError(`the rejected rows cannot be downloaded from ${url} (${answer.status})`)
    const [file] = replacements.files
    const target = createWriteStream('', { fd: file ?? -1, autoClose: false })
    await pipeline(Readable.fromWeb(answer.body), target).catch((error) => {
      throw isWriteError(error) ? cannotWrite(path, error) : new NoAnswer(url, error)
    })
    await replacements.commit()
  } catch (error) {
    replacements.discard()
    throw error
  }
}

function isWriteError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write'
}
