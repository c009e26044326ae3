import { Type } from 'typebox'
import { seededChance } from '../../features/demo/seeded-random.ts'
import { askServer, isUsedTicket } from '../import/call-server.ts'
import type { ServerAccess } from '../import/find-server.ts'
import type { ProgressBar } from '../progress-bar.ts'

/** How many of the tickets were scanned at the door so far, of the first ones that were sold. */
const share = 0.3
const soldMax = 3_000
/** Of which a newer server may say more. */
const Redeemed = Type.Object({ barcode: Type.String() })

/** Scans some of these tickets, each once; one that somebody else has used is left. Returns how many were let in. */
export async function redeemSome(
  server: ServerAccess,
  { sold, seed }: { sold: readonly string[]; seed: number },
  bar: ProgressBar,
): Promise<number> {
  const chance = seededChance(seed + 3)
  const barcodes = sold.slice(0, soldMax).filter(() => chance.is(share))
  let redeemed = 0
  bar.stage('tickets at the door')
  for (const [done, barcode] of barcodes.entries()) {
    if (
      await redeem(server, barcode, { nonce: `seed-${seed}-${barcode}`, gate: `Gate ${1 + chance.below(4)}` })
    )
      redeemed += 1
    bar.update(done + 1, barcodes.length)
  }
  bar.stop()
  return redeemed
}

async function redeem(server: ServerAccess, barcode: string, scan: object): Promise<boolean> {
  const path = `/api/barcodes/${encodeURIComponent(barcode)}/redeem`
  const headers = { 'content-type': 'application/json' }
  try {
    await askServer(server, Redeemed, path, { method: 'POST', headers, body: JSON.stringify(scan) })
    return true
  } catch (error) {
    if (isUsedTicket(error)) return false
    throw error
  }
}
