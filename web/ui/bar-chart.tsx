interface Bar {
  name: string
  value: number
}

interface Props {
  /** What the bars say, for screen readers; the numbers themselves stand in a table beside it. */
  label: string
  bars: readonly Bar[]
  format: (value: number) => string
}

const heightUnits = 100
/** The part of its place that a bar fills; in a crowd they touch. */
const filled = { few: 0.72, many: 1, fewMax: 120 } as const

/** A row of bars, drawn as one shape so that thousands cost no more than one. */
export function BarChart({ label, bars, format }: Props) {
  const highest = bars.reduce((most, bar) => (bar.value > most.value ? bar : most), { name: '', value: 0 })
  const first = bars[0]?.name ?? ''
  const last = bars.at(-1)?.name ?? ''
  const most =
    highest.value === 0 ? 'Nothing in this range.' : `Most: ${format(highest.value)}, ${highest.name}.`
  return (
    <figure>
      <figcaption className="mb-2 text-sm leading-6 text-pretty text-muted">{most}</figcaption>
      <svg
        role="img"
        aria-label={`${label}, from ${first} to ${last}. ${most}`}
        viewBox={`0 0 ${Math.max(bars.length, 1)} ${heightUnits}`}
        preserveAspectRatio="none"
        className="h-40 w-full border-b border-line-strong/60 fill-accent"
      >
        <path d={pathOf(bars, highest.value)} />
      </svg>
      <p aria-hidden="true" className="mt-1.5 flex justify-between gap-4 text-xs text-muted">
        <span>{first}</span>
        <span className="text-right">{last}</span>
      </p>
    </figure>
  )
}

function pathOf(bars: readonly Bar[], highest: number): string {
  const width = bars.length > filled.fewMax ? filled.many : filled.few
  return bars
    .map(({ value }, place) => {
      if (value === 0) return ''
      const height = (value / highest) * heightUnits
      return `M${place + (1 - width) / 2} ${heightUnits}v${-height}h${width}v${height}z`
    })
    .join('')
}
