import { writeFileSync } from 'node:fs'
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
    const [file = -1] = replacements.files
    for await (const chunk of chunksOf(url, answer.body)) write(path, file, chunk)
    await replacements.commit()
  } catch (error) {
    replacements.discard()
    throw error
  }
}

async function* chunksOf(url: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new NoAnswer(url, error)
  }
}

function write(path: string, file: number, chunk: Uint8Array): void {
  try {
    writeFileSync(file, chunk)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}
