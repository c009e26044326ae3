import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileGone, type FileStore, FileTooLarge, StorageFull, type StoredFile } from './file-store.ts'
import { makeDirectory } from './make-directory.ts'

/**
 * A part that nobody has written to for so long was left behind by a process that is gone. An upload under way cannot
 * be silent for that long, and this holds for the parts of every process that shares the folder.
 */
const abandonedAfterMs = 600_000

/** Keeps uploaded files in `folder`, which only the owner of this process can enter, and clears what was left half-written. */
export async function openLocalFileStore(folder: string): Promise<FileStore> {
  makeDirectory(folder, 0o700)
  await removeAbandonedParts(folder)
  return {
    receive: (stream, bytesMax) => receive(folder, stream, bytesMax),
    async borrow(key) {
      const path = pathOf(folder, key)
      await access(path).catch(() => {
        throw new FileGone(key)
      })
      return { path, giveBack: async () => undefined }
    },
    remove: (key) => rm(pathOf(folder, key), { force: true }),
    listOlderThan: (instant) => listOlderThan(folder, instant),
  }
}

/** Writes to a part, brings it to the disk, and only then gives it its name. */
async function receive(folder: string, stream: Readable, bytesMax: number): Promise<StoredFile> {
  const key = randomBytes(16).toString('hex')
  const path = pathOf(folder, key)
  const part = `${path}.part`
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await pipeline(
      stream,
      async function* measure(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length
          if (bytes > bytesMax) throw new FileTooLarge(bytesMax)
          hash.update(chunk)
          yield chunk
        }
      },
      createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }),
    )
    await rename(part, path)
    await syncFolder(folder)
  } catch (error) {
    for (const left of [part, path]) await rm(left, { force: true })
    throw isDiskFull(error) ? new StorageFull(error) : error
  }
  return { key, bytes, sha256: hash.digest('hex') }
}

/** A new name is on the disk for certain when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

const keyForm = /^[0-9a-f]{32}$/

/** Only keys that the store itself makes lead to a path. */
function pathOf(folder: string, key: string): string {
  if (!keyForm.test(key)) throw new Error('this is no key of a stored file')
  return join(folder, key)
}

async function* listOlderThan(folder: string, instant: Date): AsyncIterable<string> {
  await removeAbandonedParts(folder)
  for await (const { name } of await opendir(folder)) {
    if (keyForm.test(name) && (await isOlder(join(folder, name), instant.getTime()))) yield name
  }
}

async function removeAbandonedParts(folder: string): Promise<void> {
  for await (const { name } of await opendir(folder)) {
    const path = join(folder, name)
    if (/^[0-9a-f]{32}\.part$/.test(name) && (await isOlder(path, Date.now() - abandonedAfterMs)))
      await rm(path, { force: true })
  }
}

/** False also for a file that has just been removed. */
async function isOlder(path: string, instantMs: number): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  return stats !== undefined && stats.mtimeMs < instantMs
}
