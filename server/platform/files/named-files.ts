import { createHash } from 'node:crypto'
import { access, open, opendir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BorrowedFile, FileGone, StorageFull } from './file-store.ts'
import { makeDirectory } from './make-directory.ts'

/** A file as it was stored. */
export interface StoredContent {
  bytes: number
  /** Hexadecimal. */
  sha256: string
}

/** A file that is being written. It has its name when it is whole, and not before. */
interface NewFile {
  /** @throws StorageFull when there is no room */
  write(bytes: Uint8Array): Promise<void>
  /** Brings it to the disk under its name. @throws StorageFull when there is no room */
  commit(): Promise<StoredContent>
  /** Leaves nothing of a file that is not committed. */
  discard(): Promise<void>
}

/** Where files are kept under names that Docket gives: a folder of this machine. */
export interface NamedFiles {
  create(name: string): Promise<NewFile>
  /** @throws FileGone when there is no such file */
  borrow(name: string): Promise<BorrowedFile>
  /** Removes a file; one that is not there is as good as removed. */
  remove(name: string): Promise<void>
  /** The names of all files, also of those that are being written or were left half-written. */
  list(): AsyncIterable<string>
}

/** Keeps files in `folder`, which only the owner of this process can enter; it is made with the first file. */
export function openNamedFiles(folder: string): NamedFiles {
  return {
    create(name) {
      makeDirectory(folder, 0o700)
      return createFile(folder, name)
    },
    async borrow(name) {
      const path = pathOf(folder, name)
      await access(path).catch(() => {
        throw new FileGone(name)
      })
      return { path, giveBack: async () => undefined }
    },
    remove: (name) => rm(pathOf(folder, name), { force: true }),
    list: () => listNames(folder),
  }
}

async function createFile(folder: string, name: string): Promise<NewFile> {
  const path = pathOf(folder, name)
  const part = `${path}.part`
  const handle = await open(part, 'w', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  return {
    async write(piece) {
      await handle.writeFile(piece).catch(tellFullDisk)
      hash.update(piece)
      bytes += piece.length
    },
    async commit() {
      await handle.sync().catch(tellFullDisk)
      await handle.close()
      await rename(part, path)
      await syncFolder(folder)
      return { bytes, sha256: hash.digest('hex') }
    },
    async discard() {
      await handle.close().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}

function tellFullDisk(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOSPC' || error.code === 'EDQUOT' ? new StorageFull(error) : error
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

/** Names are Docket's own, so what could lead elsewhere is a bug. */
function pathOf(folder: string, name: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new Error('this is no name of a stored file')
  return join(folder, name)
}

async function* listNames(folder: string): AsyncIterable<string> {
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (entries === undefined) return
  for await (const { name } of entries) yield name
}
