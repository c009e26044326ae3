import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { archiveFiles } from '../orders/archived/archive-source.ts'
import { type OpenArchive, readGroup, refuseUnreadable } from '../orders/archived/read-group.ts'
import { type ArchiveRun, nameOf } from './archive-run.ts'
import { type ArchiveRow, listFiles } from './archive-state-queries.ts'

/**
 * Reads all of an archive back: every byte is what was written, every row can be decoded, and there are as many as there
 * should be. Whether each order equals the database is looked at under its lock, when it is moved.
 * @throws ProblemError when a file is missing or damaged
 */
export async function verifyFiles(run: ArchiveRun, row: ArchiveRow, archive: OpenArchive): Promise<void> {
  for (const { name, sha256 } of await listFiles(run.db, row.id)) {
    const actual = await hashFile(run, name).catch((error) => {
      throw refuseUnreadable(name, error)
    })
    if (actual !== sha256) throw refuseUnreadable(name, new Error('its hash is not the one that was taken'))
  }
  const found = { orders: 0, events: 0 }
  for (const group of await archive.listGroups()) {
    run.stopping.throwIfAborted()
    for (const { order, events } of await readGroup(archive, group)) {
      found.orders += 1
      found.events += events.length
      if (order.events !== events.length) throw refuseUnreadable(nameOf(row), new Error('events are missing'))
    }
  }
  if (found.orders !== row.orders || found.events !== row.events)
    throw refuseUnreadable(nameOf(row), new Error('it has not as many rows as were written'))
}

async function hashFile(run: ArchiveRun, name: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream((await archiveFiles(run).borrow(name)).path), hash)
  return hash.digest('hex')
}
