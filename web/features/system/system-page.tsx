import { PageHeading } from '../../ui/page-heading.tsx'
import { FirstSteps } from '../welcome/first-steps.tsx'
import { SystemSlip } from './system-slip.tsx'

/** How this Docket is, and what else one can do with it. */
export function SystemPage() {
  return (
    <>
      <PageHeading title="System" />
      <div className="grid items-start gap-x-14 gap-y-14 lg:grid-cols-[26rem_1fr]">
        <SystemSlip isSignedIn />
        <FirstSteps />
      </div>
    </>
  )
}
