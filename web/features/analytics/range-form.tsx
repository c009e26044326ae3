import { type SubmitEvent, useId, useState } from 'react'
import { filledIn } from '../../platform/filled-in.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { type DayRange, granularityWords, lastDays, presets, readRange } from './range.ts'
import { isZone } from './zone-time.ts'

interface Props {
  range: DayRange
  onChoose: (range: DayRange) => void
}

/** Asks for which days, in which steps and by which clock the numbers are. */
export function RangeForm({ range, onChoose }: Props) {
  const zonesId = useId()
  const [fault, setFault] = useState<string>()
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const texts = filledIn(new FormData(event.currentTarget))
    const isKnown = isZone(texts['timezone'] ?? '')
    setFault(isKnown ? undefined : 'There is no such time zone: they are called like Europe/Helsinki.')
    if (isKnown) onChoose(readRange(texts, Date.now(), range.timezone))
  }
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="Range"
      className="space-y-4 rounded-xl border border-line bg-surface px-4 py-5 sm:px-6"
    >
      <div className="flex flex-wrap gap-2">
        {presets.map((preset) => (
          <Button
            key={preset.words}
            look="quiet"
            onClick={() => onChoose(lastDays(range, preset, Date.now()))}
          >
            {preset.words}
          </Button>
        ))}
      </div>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        <TextField label="From" name="from" type="date" defaultValue={range.from} />
        <TextField label="To, counted in" name="to" type="date" defaultValue={range.to} />
        <SelectField label="By" name="granularity" defaultValue={range.granularity}>
          {Object.entries(granularityWords).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Time zone"
          name="timezone"
          list={zonesId}
          defaultValue={range.timezone}
          autoComplete="off"
          spellCheck={false}
          fault={fault}
        />
        <datalist id={zonesId}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      <Button type="submit">Show</Button>
    </form>
  )
}
