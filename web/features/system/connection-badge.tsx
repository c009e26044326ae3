import type { ConnectionState } from '../../platform/connection.ts'
import { useReadiness } from './readiness.ts'

const looks: Record<ConnectionState, { label: string; look: string; dot: string }> = {
  connecting: { label: 'Connecting', look: 'text-muted', dot: '' },
  live: { label: 'Live', look: 'text-good', dot: 'bg-current pulse-dot' },
  reconnecting: { label: 'Reconnecting', look: 'text-caution', dot: '' },
  offline: { label: 'Offline', look: 'text-bad', dot: 'rounded-none bg-current' },
}

/** Says in the corner of every screen whether what it shows is live. */
export function ConnectionBadge() {
  const { connection } = useReadiness()
  const { label, look, dot } = looks[connection]
  return (
    <p
      className={`flex items-center gap-2 rounded-full border border-line bg-surface py-1.5 pr-3 pl-2.5 text-sm font-medium ${look}`}
    >
      <span aria-hidden="true" className={`size-2 rounded-full border-2 border-current ${dot}`} />
      {label}
    </p>
  )
}
