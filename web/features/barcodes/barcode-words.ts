import type { Barcode, BarcodeRefusal, BarcodeScan } from '#contract/barcodes.ts'
import type { Tone } from '../../ui/tone-icon.tsx'

export const stateWords: Record<Barcode['state'], { words: string; tone: Tone }> = {
  unassigned: { words: 'Not sold', tone: 'waiting' },
  assigned: { words: 'Sold, not redeemed', tone: 'caution' },
  redeemed: { words: 'Redeemed', tone: 'good' },
}

export const outcomeWords: Record<BarcodeScan['outcome'], { words: string; tone: Tone }> = {
  redeemed: { words: 'Redeemed', tone: 'good' },
  refused: { words: 'Refused', tone: 'bad' },
  unredeemed: { words: 'Taken back', tone: 'caution' },
}

/** Why a scan was refused, for the person who looks at the ticket. */
export const refusalWords: Record<BarcodeRefusal, string> = {
  unknown: 'No such barcode was known.',
  unassigned: 'It was not sold.',
  redeemed: 'It was redeemed before.',
  'order-cancelled': 'Its order was cancelled.',
  'not-redeemed': 'It was not redeemed.',
}
