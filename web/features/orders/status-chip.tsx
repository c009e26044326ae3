import { Chip } from '../../ui/chip.tsx'
import { groupWordsOf, statusWords } from './status-words.ts'

interface Props {
  order: { status: number; statusName: string | null; group: string }
}

/** The status of an order in words, with the sign of its group. */
export function StatusChip({ order: { status, statusName, group } }: Props) {
  return <Chip tone={groupWordsOf(group).tone}>{statusWords(status, statusName)}</Chip>
}
