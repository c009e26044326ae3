import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { screenPaths } from '../../platform/paths.ts'
import { PageHeading } from '../../ui/page-heading.tsx'
import { DurationsPanel } from './durations-panel.tsx'
import { LifetimesPanel } from './lifetimes-panel.tsx'
import { type DayRange, readRange } from './range.ts'
import { RangeForm } from './range-form.tsx'
import { SummaryPanels } from './summary-panels.tsx'
import { ThroughputPanel } from './throughput-panel.tsx'

const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone

/** The numbers: of everything, of a range, and of each customer. All of them change as orders do. */
export function AnalyticsPage() {
  const navigate = useNavigate()
  const search = useSearch({ strict: false })
  // A page that stays open over midnight keeps the days that it shows.
  const [openedAt] = useState(() => Date.now())
  const range = readRange(search, openedAt, ownZone)
  const choose = (next: DayRange) => void navigate({ to: screenPaths.analytics, search: { ...next } })
  return (
    <>
      <PageHeading title="Analytics" />
      <div className="space-y-6">
        <SummaryPanels />
        <RangeForm key={JSON.stringify(range)} range={range} onChoose={choose} />
        <ThroughputPanel range={range} />
        <DurationsPanel range={range} />
        <LifetimesPanel />
      </div>
    </>
  )
}
