import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import {
  createPartition,
  dropPartition,
  partitionOf,
} from '../../server/features/imports/transactions/partition-queries.ts'
import { buildUniqueIndex } from '../../server/features/imports/transactions/settle-queries.ts'
import { openConnection } from '../../server/platform/database/open-connection.ts'
import { cleanColumns } from './prepare-transactions.ts'

/** Job ids that no job has. */
let nextId = 1_000_000_000

/**
 * Copies clean rows into a table with all the indexes that an import's table has in the end, in one transaction and as
 * fast as the server takes them. Returns the seconds.
 * @param how `stdin` sends the file as `\copy` of psql does; `server` lets the server read it, with no client at all
 */
export async function copyBare(url: string, clean: string, how: 'stdin' | 'server'): Promise<number> {
  const id = nextId++
  const { db, client, close } = await openConnection(url, () => undefined)
  await db.transaction().execute((tx) => createPartition(tx, id))
  await buildUniqueIndex(db, id)
  await client.query('checkpoint')
  const begun = performance.now()
  const copy = `copy ${partitionOf(id)} (${cleanColumns}) from`
  if (how === 'server') await client.query(`${copy} '${clean}' (format csv)`)
  else await pipeline(createReadStream(clean), client.query(copyFrom(`${copy} stdin (format csv)`)))
  const seconds = (performance.now() - begun) / 1_000
  await db.transaction().execute((tx) => dropPartition(tx, id))
  await close()
  return seconds
}
