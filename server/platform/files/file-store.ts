import type { Readable } from 'node:stream'

/** A file as it was stored. */
export interface StoredFile {
  /** Made by the store, never by a client. */
  key: string
  bytes: number
  /** Hexadecimal. */
  sha256: string
}

/** More came in than is allowed. */
export class FileTooLarge extends Error {
  constructor(bytesMax: number) {
    super(`A file may have at most ${bytesMax} bytes`)
    this.name = 'FileTooLarge'
  }
}

/** There is no room for what came in. */
export class StorageFull extends Error {
  constructor(cause: unknown) {
    super('there is no room for the file', { cause })
    this.name = 'StorageFull'
  }
}

/** The store has no file of this key: it was removed, by the clean-up or by hand. */
export class FileGone extends Error {
  constructor(key: string) {
    super(`there is no stored file ${key}`)
    this.name = 'FileGone'
  }
}

/** A stored file on this machine's disk, for as long as it is borrowed. */
export interface BorrowedFile {
  path: string
  /** Lets the store remove its copy, if it made one. */
  giveBack(): Promise<void>
}

/** Where uploaded files are kept: a folder of this machine, or an object store that several machines share. */
export interface FileStore {
  /**
   * Stores what comes in, whole or not at all: a stream that fails or ends early leaves nothing.
   * @throws FileTooLarge when it is larger than `bytesMax`; StorageFull when there is no room
   */
  receive(stream: Readable, bytesMax: number): Promise<StoredFile>
  /** @throws FileGone when there is no such file */
  borrow(key: string): Promise<BorrowedFile>
  /** Removes a file; one that is not there is as good as removed. */
  remove(key: string): Promise<void>
  /** The keys of all files that were stored before `instant`, for finding what nothing refers to any more. */
  listOlderThan(instant: Date): AsyncIterable<string>
}
