import { archiveVersion } from '../orders/archived/archive-columns.ts'
import { nameOf } from './archive-run.ts'
import type { ArchiveRow, WrittenArchive } from './archive-state-queries.ts'

/** The manifest: what lies beside the files of an archive, for whoever has nothing but these. */
export function describeArchive(
  archive: ArchiveRow,
  { orders, events, files, groups }: WrittenArchive,
): string {
  const [first, last] = [groups[0], groups.at(-1)]
  return `${JSON.stringify(
    {
      archive: nameOf(archive),
      version: archiveVersion,
      month: archive.month,
      orders,
      events,
      firstOrderKey: first?.firstOrderKey,
      lastOrderKey: last?.lastOrderKey,
      files: files.map(({ role, name, bytes, sha256, rows }) => ({ role, name, bytes, sha256, rows })),
      rowGroups: groups.length,
      sealed:
        'AES-256-GCM with the key of the customer in the table customer_keys: 12 bytes of nonce, ciphertext, 16 bytes of tag; authenticated with "order <order_key>" or "event <event_id> of order <order_key>"; what was encrypted is a byte and JSON as UTF-8, raw-deflated where the byte is 1',
    },
    undefined,
    2,
  )}\n`
}
