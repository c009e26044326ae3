import { orderStatuses, type StatusGroup } from '#contract/order-statuses.ts'
import type { Tone } from '../../ui/tone-icon.tsx'

/** The groups as people call them, each with the sign that it is shown with. */
export const groupWords: Record<StatusGroup, { words: string; tone: Tone }> = {
  received: { words: 'Received', tone: 'waiting' },
  accepted: { words: 'Accepted', tone: 'caution' },
  kitchen: { words: 'In the kitchen', tone: 'caution' },
  ready: { words: 'Ready', tone: 'good' },
  delivering: { words: 'On its way', tone: 'caution' },
  cancelling: { words: 'Being cancelled', tone: 'bad' },
  done: { words: 'Done', tone: 'good' },
  'closed-badly': { words: 'Closed badly', tone: 'bad' },
}

const abbreviations = /\b(dma|pos)\b/gi

/** What people call a status: "Ready for pickup"; a code that Docket does not know by its number. */
export function statusWords(code: number, name: string | null): string {
  if (name === null) return `Status ${code}`
  const words = name.replaceAll('_', ' ').toLowerCase()
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  return sentence.replace(abbreviations, (letters) => letters.toUpperCase())
}

/** What people call the group of this name; another one, which no contract lists, is called what it is. */
export function groupWordsOf(group: string): { words: string; tone: Tone } {
  return isGroup(group) ? groupWords[group] : { words: group, tone: 'waiting' }
}

/** Every known status, group by group. */
export const statusesByGroup: readonly (readonly [StatusGroup, readonly { code: number; name: string }[]])[] =
  Object.entries(groupWords).flatMap(([group]) =>
    isGroup(group) ? [[group, orderStatuses.filter((status) => status.group === group)] as const] : [],
  )

function isGroup(group: string): group is StatusGroup {
  return Object.hasOwn(groupWords, group)
}
