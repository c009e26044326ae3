const fills = { good: 'bg-good', bad: 'bg-bad', plain: 'bg-accent' } as const

interface Props {
  /** What is on its way. */
  label: string
  percent: number
  look?: keyof typeof fills
  className?: string
}

/** How far something is. */
export function ProgressBar({ label, percent, look = 'plain', className = 'h-2' }: Props) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={`overflow-hidden rounded-full bg-sunken ${className}`}
    >
      <div
        className={`h-full rounded-full motion-safe:transition-[width] motion-safe:duration-300 ${fills[look]}`}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}
