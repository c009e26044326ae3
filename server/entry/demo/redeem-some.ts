import { Type } from 'typebox'
import { VoucherList } from '#contract/tickets.ts'
import { seededChance } from '../../features/demo/seeded-random.ts'
import { askServer } from '../import/call-server.ts'
import type { ServerAccess } from '../import/find-server.ts'
import type { ProgressBar } from '../progress-bar.ts'

/** How many of the tickets were scanned at the door so far. */
const share = 0.3
/** So many vouchers are looked at. */
const vouchersMax = 1_000
const pageSize = 200
/** Of which a newer server may say more. */
const Redeemed = Type.Object({ barcode: Type.String() })

/** Scans some of the tickets that were sold, each once. Returns how many. */
export async function redeemSome(server: ServerAccess, seed: number, bar: ProgressBar): Promise<number> {
  const chance = seededChance(seed + 3)
  const barcodes = (await listBarcodes(server)).filter(() => chance.is(share))
  bar.stage('tickets at the door')
  for (const [done, barcode] of barcodes.entries()) {
    const body = JSON.stringify({ nonce: `seed-${seed}-${barcode}`, gate: `Gate ${1 + chance.below(4)}` })
    const path = `/api/barcodes/${encodeURIComponent(barcode)}/redeem`
    const headers = { 'content-type': 'application/json' }
    await askServer(server, Redeemed, path, { method: 'POST', headers, body })
    bar.update(done + 1, barcodes.length)
  }
  bar.stop()
  return barcodes.length
}

async function listBarcodes(server: ServerAccess): Promise<string[]> {
  const barcodes: string[] = []
  let cursor: string | null = ''
  for (let seen = 0; cursor !== null && seen < vouchersMax; seen += pageSize) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { items, nextCursor }: { items: { barcodes: string[] }[]; nextCursor: string | null } =
      await askServer(server, VoucherList, `/api/vouchers?limit=${pageSize}${after}`)
    barcodes.push(...items.flatMap((voucher) => voucher.barcodes))
    cursor = nextCursor
  }
  return barcodes
}
