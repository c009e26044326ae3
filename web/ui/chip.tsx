import type { ReactNode } from 'react'
import { type Tone, ToneIcon } from './tone-icon.tsx'

const looks: Record<Tone, string> = {
  good: 'text-good',
  caution: 'text-caution',
  bad: 'text-bad',
  waiting: 'text-muted',
}

/** A state in a word, with its sign. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${looks[tone]}`}>
      <ToneIcon tone={tone} className="size-5" />
      {children}
    </span>
  )
}
