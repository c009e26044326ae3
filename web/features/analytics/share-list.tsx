import { createFormats } from '../../platform/format-time.ts'
import { Empty } from '../../ui/load-states.tsx'

const formats = createFormats()

interface Props {
  shares: readonly { name: string; value: number }[]
}

/** Parts of a whole, each with a bar as long as its share. */
export function ShareList({ shares }: Props) {
  const sum = shares.reduce((total, { value }) => total + value, 0)
  if (sum === 0) return <Empty title="Nothing yet" />
  return (
    <dl className="space-y-3 text-sm leading-6">
      {shares.map(({ name, value }) => (
        <div key={name} className="grid grid-cols-[1fr_auto] gap-x-4">
          <dt>{name}</dt>
          <dd className="font-medium tabular-nums">{formats.number(value)}</dd>
          <div aria-hidden="true" className="col-span-2 h-1.5 overflow-hidden rounded-full bg-sunken">
            <div className="h-full rounded-full bg-accent" style={{ width: `${(100 * value) / sum}%` }} />
          </div>
        </div>
      ))}
    </dl>
  )
}
