import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { ProblemError } from '../../../platform/http/problem.ts'
import type { ParquetColumns, ParquetRow } from '../../../platform/parquet/parquet-column.ts'
import { decodeFooter, decodeGroup, type ParquetFooter } from '../../../platform/parquet/read-parquet.ts'
import { type EventRow, eventColumns, type OrderRow, orderColumns } from './archive-columns.ts'
import { type ArchiveSource, archiveFiles } from './archive-source.ts'
import type { OrderRows } from './archived-order.ts'
import { type FileEnd, findFiles, listGroups } from './archived-queries.ts'
import type { GroupPlace } from './group-place.ts'

/** The files of an archive, open. Everything that is read is held against the hashes that were taken when it was written. */
export interface OpenArchive {
  /** The row groups, in their order; only those with events in a stretch of time where one is given. */
  listGroups(within?: { from: Date; to: Date }): Promise<GroupPlace[]>
  readOrders(group: GroupPlace): Promise<OrderRow[]>
  readEvents<K extends keyof EventRow = keyof EventRow>(
    group: GroupPlace,
    only?: readonly K[],
  ): Promise<Pick<EventRow, K>[]>
  close(): Promise<void>
}

/** @throws ProblemError when a file is missing or damaged */
export async function openArchive(source: ArchiveSource, archiveId: number): Promise<OpenArchive> {
  const { orders, events } = await findFiles(source.db, archiveId)
  const [ordersFile, eventsFile] = [createReader(source, orders), createReader(source, events)]
  return {
    listGroups: (within) => listGroups(source.db, archiveId, within),
    readOrders: (group) => ordersFile.read(orderColumns, ordersStretch(group)),
    readEvents: (group, only) => eventsFile.read(eventColumns, { ...eventsStretch(group), only }),
    async close() {
      await ordersFile.close()
      await eventsFile.close()
    },
  }
}

/** All of a row group, order by order. @throws ProblemError when a file is missing or damaged */
export async function readGroup(archive: OpenArchive, group: GroupPlace): Promise<OrderRows[]> {
  const orders = await archive.readOrders(group)
  const events = groupByOrder(await archive.readEvents(group))
  return orders.map((order) => ({ order, events: events.get(order.order_key) ?? [] }))
}

/** The rows of each order, in their order. */
export function groupByOrder<T extends Pick<EventRow, 'order_key'>>(rows: readonly T[]): Map<number, T[]> {
  return Map.groupBy(rows, ({ order_key }) => order_key)
}

/** What a damaged or missing file is answered with, instead of anything that might be wrong. */
export function refuseUnreadable(name: string, cause: unknown): ProblemError {
  const problem = new ProblemError({
    code: 'archive-unreadable',
    detail: `The archive file ${name} is missing or damaged: whoever runs Docket has to put it back from a backup.`,
  })
  problem.cause = cause
  return problem
}

interface Place {
  place: number
  start: number
  bytes: number
  sha256: string
}

function ordersStretch({ place, ordersStart, ordersBytes, ordersSha256 }: GroupPlace): Place {
  return { place, start: ordersStart, bytes: ordersBytes, sha256: ordersSha256 }
}

function eventsStretch({ place, eventsStart, eventsBytes, eventsSha256 }: GroupPlace): Place {
  return { place, start: eventsStart, bytes: eventsBytes, sha256: eventsSha256 }
}

/** Opens the file with the first read. */
function createReader(source: ArchiveSource, file: FileEnd | undefined) {
  if (file === undefined) throw refuseUnreadable('of this order', undefined)
  const { name } = file
  let handle: FileHandle | undefined
  let footer: ParquetFooter | undefined
  return {
    async read<C extends ParquetColumns, K extends keyof C & string = keyof C & string>(
      columns: C,
      { place, start, bytes: length, sha256, only }: Place & { only?: readonly K[] | undefined },
    ): Promise<Pick<ParquetRow<C>, K>[]> {
      try {
        handle ??= await open((await archiveFiles(source).borrow(name)).path)
        footer ??= await readFooter(handle, file)
        const group = { place, start, bytes: await readStretch(handle, start, length, sha256) }
        return await decodeGroup<C, K>(columns, footer, only === undefined ? group : { ...group, only })
      } catch (cause) {
        throw refuseUnreadable(name, cause)
      }
    },
    close: async () => handle?.close(),
  }
}

/** The ends of the files that were read last, by their hashes: decoding one takes longer than everything else of a read. */
const footers = new Map<string, ParquetFooter>()
/** Each has some hundred kilobytes. */
const footersMax = 16

async function readFooter(
  handle: FileHandle,
  { bytes, footerStart, footerSha256 }: FileEnd,
): Promise<ParquetFooter> {
  const footer =
    footers.get(footerSha256) ??
    decodeFooter(await readStretch(handle, footerStart, bytes - footerStart, footerSha256))
  // What was used last comes last, and what was not used for longest goes.
  footers.delete(footerSha256)
  footers.set(footerSha256, footer)
  for (const [oldest] of footers) if (footers.size > footersMax) footers.delete(oldest)
  return footer
}

/** @throws Error when it is not what was written there */
async function readStretch(
  handle: FileHandle,
  start: number,
  length: number,
  sha256: string,
): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, start)
  if (bytesRead < length) throw new Error('the file ends too early')
  if (createHash('sha256').update(buffer).digest('hex') !== sha256)
    throw new Error(`the bytes from ${start} are not those that were written`)
  return buffer
}
