import { createHash } from 'node:crypto'
import { archiveVersion, eventColumns, orderColumns } from '../orders/archived/archive-columns.ts'
import { archiveFiles } from '../orders/archived/archive-source.ts'
import type { OrderRows } from '../orders/archived/archived-order.ts'
import { type ArchiveRun, nameOf } from './archive-run.ts'
import {
  type ArchiveRow,
  beginArchive,
  storeWritten,
  type WrittenArchive,
  type WrittenFile,
  type WrittenGroup,
} from './archive-state-queries.ts'
import { describeArchive } from './describe-archive.ts'
import { openTable, type Table, type WrittenStretch } from './open-table.ts'

/** So that no file gets large, and little is begun anew after a crash. */
const archiveOrdersMax = 20_000

type Groups = AsyncGenerator<OrderRows[], void, undefined>
type Next = Awaited<ReturnType<Groups['next']>>

interface Tables {
  orders: Table<typeof orderColumns>
  events: Table<typeof eventColumns>
}

/**
 * Writes an archive of the month: the first row group and those behind it, as many as it takes.
 * @returns its key, and the row group that did not fit in any more
 */
export async function writeArchive(
  run: ArchiveRun,
  month: string,
  first: OrderRows[],
  groups: Groups,
): Promise<{ id: number; next: Next }> {
  const archive = await beginArchive(run.db, month)
  const tables = await openTables(run, archive)
  try {
    const { written, next } = await writeGroups(tables, first, groups)
    const files = await commitFiles(run, archive, tables, written)
    const isStored = await run.db
      .transaction()
      .execute((tx) => storeWritten(tx, archive, { ...totalsOf(files, written), files, groups: written }))
    if (!isStored) throw new Error('the archive was begun anew by another process')
    return { id: archive.id, next }
  } catch (error) {
    await tables.orders.discard()
    await tables.events.discard()
    throw error
  }
}

async function openTables(run: ArchiveRun, archive: ArchiveRow): Promise<Tables> {
  const files = archiveFiles(run)
  const name = nameOf(archive)
  const notes = { 'docket.version': archiveVersion, 'docket.archive': name }
  const orders = await openTable(files, { name: `orders-${name}.parquet`, columns: orderColumns, notes })
  const events = await openTable(files, { name: `events-${name}.parquet`, columns: eventColumns, notes })
  return { orders, events }
}

async function writeGroups(
  { orders, events }: Tables,
  first: OrderRows[],
  groups: Groups,
): Promise<{ written: WrittenGroup[]; next: Next }> {
  const written: WrittenGroup[] = []
  let next: Next = { done: false, value: first }
  for (let count = 0; next.done !== true && count < archiveOrdersMax; next = await groups.next()) {
    const rows: OrderRows[] = next.value
    const ordersAt = await orders.write(rows.map(({ order }) => order))
    const eventsAt = await events.write(rows.flatMap((row) => row.events))
    written.push(describeGroup(written.length, rows, ordersAt, eventsAt))
    count += rows.length
  }
  return { written, next }
}

function describeGroup(
  place: number,
  rows: readonly OrderRows[],
  orders: WrittenStretch,
  events: WrittenStretch,
): WrittenGroup {
  const times = rows.flatMap((row) => row.events.map(({ at }) => at.getTime()))
  return {
    place,
    // A row group has at least one order, and an order at least one event.
    firstOrderKey: rows[0]?.order.order_key ?? 0,
    lastOrderKey: rows.at(-1)?.order.order_key ?? 0,
    firstEventAt: new Date(times.reduce((min, at) => Math.min(min, at), 8.64e15)),
    lastEventAt: new Date(times.reduce((max, at) => Math.max(max, at), -8.64e15)),
    ordersStart: orders.start,
    ordersBytes: orders.bytes,
    ordersSha256: orders.sha256,
    eventsStart: events.start,
    eventsBytes: events.bytes,
    eventsSha256: events.sha256,
  }
}

async function commitFiles(
  run: ArchiveRun,
  archive: ArchiveRow,
  tables: Tables,
  groups: readonly WrittenGroup[],
): Promise<WrittenFile[]> {
  const name = nameOf(archive)
  const files: WrittenFile[] = []
  for (const role of ['orders', 'events'] as const) {
    const { footer, ...content } = await tables[role].commit()
    files.push({
      role,
      name: `${role}-${name}.parquet`,
      ...content,
      footerStart: footer.start,
      footerSha256: footer.sha256,
    })
  }
  const text = describeArchive(archive, { ...totalsOf(files, groups), files, groups })
  const sha256 = createHash('sha256').update(text).digest('hex')
  const manifest = await archiveFiles(run).create(`archive-${name}.json`)
  await manifest.write(Buffer.from(text))
  const { bytes } = await manifest.commit()
  return [
    ...files,
    {
      role: 'manifest',
      name: `archive-${name}.json`,
      bytes,
      sha256,
      rows: 0,
      footerStart: 0,
      footerSha256: sha256,
    },
  ]
}

function totalsOf(
  files: readonly WrittenFile[],
  groups: readonly WrittenGroup[],
): Pick<WrittenArchive, 'orders' | 'events'> {
  const rowsOf = (wanted: WrittenFile['role']) =>
    files.find(({ role }) => role === wanted)?.rows ?? groups.length
  return { orders: rowsOf('orders'), events: rowsOf('events') }
}
