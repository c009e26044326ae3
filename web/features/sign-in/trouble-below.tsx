import { SlipRule } from '../../ui/slip.tsx'
import { Checks } from '../system/checks.tsx'
import { useReadiness } from '../system/readiness.ts'
import { StateHeading } from '../system/state-heading.tsx'

/** Why nobody can sign in just now: the state of the system, while it is anything but ready. */
export function TroubleBelow() {
  const readiness = useReadiness()
  const { connection, state } = readiness
  const isWell = connection === 'connecting' || (connection === 'live' && state?.ready !== false)
  if (isWell) return null
  return (
    <section aria-labelledby="system">
      <SlipRule />
      <StateHeading readiness={readiness} />
      {state !== undefined && (
        <div className="mt-4">
          <Checks state={state} system={undefined} />
        </div>
      )}
    </section>
  )
}
