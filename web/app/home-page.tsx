import { ConnectionBadge } from '../features/system/connection-badge.tsx'
import { SystemSlip } from '../features/system/system-slip.tsx'
import { FirstSteps } from '../features/welcome/first-steps.tsx'
import { Promises } from '../features/welcome/promises.tsx'
import { Welcome } from '../features/welcome/welcome.tsx'
import { Frame } from './frame.tsx'

/** The first screen: what Docket is, how it is, and where to begin. */
export function HomePage() {
  return (
    <Frame state={<ConnectionBadge />}>
      <div className="grid items-start gap-x-16 gap-y-12 pt-8 sm:pt-14 lg:grid-cols-[1fr_26rem] lg:grid-rows-[auto_1fr]">
        <Welcome />
        <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <SystemSlip />
        </div>
        <Promises />
      </div>
      <div className="mt-16 sm:mt-24">
        <FirstSteps />
      </div>
    </Frame>
  )
}
