import { createFormats } from '../../platform/format-time.ts'

interface Props {
  answer: { from: string; to: string; timezone: string; widened: boolean }
}

/** Says when more was counted than was asked for, because the range cut buckets. */
export function WidenedNote({ answer: { from, to, timezone, widened } }: Props) {
  if (!widened) return null
  const formats = createFormats(undefined, timezone)
  return (
    <p className="mb-4 rounded-lg bg-caution-soft px-4 py-3 text-sm leading-6 text-pretty text-caution">
      The range cut a bucket, so it was widened: from {formats.date(from)} to {formats.date(to)}.
    </p>
  )
}
