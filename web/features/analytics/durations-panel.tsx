import { useState } from 'react'
import type { StatusDuration } from '#contract/analytics.ts'
import { createFormats } from '../../platform/format-time.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { statusWords } from '../orders/status-words.ts'
import { DurationTable } from './duration-table.tsx'
import { useStatusDurations } from './numbers.ts'
import { bucketWords, type DayRange, toQuery } from './range.ts'
import { WidenedNote } from './widened-note.tsx'

const formats = createFormats()

/** How long orders stayed in each status, by when the stay began. */
export function DurationsPanel({ range }: { range: DayRange }) {
  const query = toQuery(range)
  const durations = useStatusDurations(query)
  return (
    <Panel
      title="Time in each status"
      about="Only stays that are over, counted when they began. Those that go on are counted beside."
    >
      <Load what="the durations" asked={durations}>
        {(answer) =>
          answer.items.length === 0 ? (
            <Empty title="No order was in any status in this range" />
          ) : (
            <>
              <WidenedNote answer={answer} />
              <Durations items={answer.items} range={range} />
              <p className="mt-4">
                <ButtonLink
                  look="quiet"
                  href={withQuery(serverPaths.statusDurationsFile, { ...query })}
                  download
                >
                  Download as CSV
                </ButtonLink>
              </p>
            </>
          )
        }
      </Load>
    </Panel>
  )
}

function Durations({ items, range }: { items: readonly StatusDuration[]; range: DayRange }) {
  const [status, setStatus] = useState('')
  const words = bucketWords(range)
  const offered = new Map(items.map((item) => [String(item.status), item]))
  const chosen = offered.get(status)
  const shown = chosen === undefined ? items : items.filter((item) => item.status === chosen.status)
  return (
    <>
      <div className="mb-4 max-w-xs">
        <SelectField
          label="Status"
          value={chosen === undefined ? '' : status}
          onChange={({ target }) => setStatus(target.value)}
        >
          <option value="">Every status</option>
          {[...offered].map(([code, item]) => (
            <option key={code} value={code}>
              {statusWords(item.status, item.statusName)} ({code})
            </option>
          ))}
        </SelectField>
      </div>
      {chosen !== undefined && (
        <div className="mb-4">
          <BarChart
            label={`Average time in ${statusWords(chosen.status, chosen.statusName)} by ${range.granularity}`}
            bars={shown.map(({ start, averageSeconds }) => ({
              name: words(start),
              value: averageSeconds ?? 0,
            }))}
            format={(seconds) => formats.duration(seconds * 1_000)}
          />
        </div>
      )}
      <DurationTable items={shown} nameOf={words} of={`${JSON.stringify(range)} ${status}`} />
    </>
  )
}
