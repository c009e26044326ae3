export type Tone = 'good' | 'caution' | 'bad' | 'waiting'

const looks: Record<Tone, { disc: string; stroke: string }> = {
  good: { disc: 'bg-good-soft text-good', stroke: 'm6.5 12.5 3.5 3.5 7.5-8' },
  caution: { disc: 'bg-caution-soft text-caution', stroke: 'M12 7v5.5l3.5 2' },
  bad: { disc: 'bg-bad-soft text-bad', stroke: 'M12 6.5v7M12 17.2v.1' },
  waiting: { disc: 'bg-sunken text-muted', stroke: 'M7 12h.1M12 12h.1M17 12h.1' },
}

/** A state as a sign: each tone has a shape of its own, so that colour is never all that tells them apart. */
export function ToneIcon({ tone, className = 'size-8' }: { tone: Tone; className?: string }) {
  const { disc, stroke } = looks[tone]
  return (
    <span aria-hidden="true" className={`grid shrink-0 place-items-center rounded-full ${disc} ${className}`}>
      <svg
        viewBox="0 0 24 24"
        className="size-[70%] fill-none stroke-current stroke-[2.4]"
        aria-hidden="true"
      >
        <path d={stroke} strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </span>
  )
}
