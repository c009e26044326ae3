import { Announcer } from '../../ui/announcer.tsx'
import { Barcode } from '../../ui/barcode.tsx'
import { Slip, SlipRule } from '../../ui/slip.tsx'
import { Checks } from './checks.tsx'
import { useReadiness } from './readiness.ts'
import { announcementOf, StateHeading } from './state-heading.tsx'
import { SystemDetails } from './system-details.tsx'
import { useSystemState } from './system-state.ts'

/** The state of the system on one slip: whether it is ready, what fails, and, for signed-in people, the details. */
export function SystemSlip({ isSignedIn }: { isSignedIn: boolean }) {
  const readiness = useReadiness()
  const isLive = readiness.connection === 'live'
  const system = useSystemState(isSignedIn && isLive)
  return (
    <section aria-labelledby="system">
      <Slip>
        <StateHeading readiness={readiness} />
        <Announcer message={announcementOf(readiness)} />
        <SlipRule />
        {!isLive && readiness.state !== undefined && (
          <p className="mb-3 text-sm font-medium text-caution">Last known values</p>
        )}
        <Checks state={readiness.state} system={system.data} />
        {system.data !== undefined && (
          <>
            <SlipRule />
            <SystemDetails
              system={system.data}
              answeredAt={system.dataUpdatedAt}
              error={system.error}
              heardUntil={isLive ? readiness.now : readiness.answeredAt}
            />
          </>
        )}
        <Barcode className="mt-8 h-9 w-full text-ink" />
        <p className="mt-2 flex justify-between font-mono text-xs text-muted">
          <span>DOCKET</span>
          <span>{window.location.host}</span>
        </p>
      </Slip>
    </section>
  )
}
