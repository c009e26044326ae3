import type { SubmitEvent } from 'react'
import { filledIn } from '../../platform/filled-in.ts'
import { fromLocalText, toLocalText } from '../../platform/local-time.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { type OrderFilterTexts, readOrderFilter } from './order-filter.ts'
import { StatusOptions } from './status-options.tsx'
import { groupWords } from './status-words.ts'

interface Props {
  filter: OrderFilterTexts
  onFilter: (filter: OrderFilterTexts) => void
}

/** Asks which orders to show. */
export function OrderFilterForm({ filter, onFilter }: Props) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    onFilter(filterOf(new FormData(event.currentTarget)))
  }
  const isNarrowed = Object.keys(filter).length > 0
  const { status, group, q, ...more } = filter
  return (
    <search>
      <form onSubmit={submit} className="mb-6 space-y-4">
        <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-[2fr_1fr_1fr]">
          <TextField
            label="Search"
            name="q"
            type="search"
            defaultValue={q}
            maxLength={255}
            placeholder="Id, name, phone or item"
          />
          <SelectField label="Group" name="group" defaultValue={group}>
            <option value="">Every group</option>
            {Object.entries(groupWords).map(([value, { words }]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </SelectField>
          <SelectField label="Status" name="status" defaultValue={status}>
            <option value="">Every status</option>
            <StatusOptions />
          </SelectField>
        </div>
        <details open={Object.keys(more).length > 0}>
          <summary className="w-fit cursor-pointer py-1 text-sm font-medium">More filters</summary>
          <MoreFilters filter={more} />
        </details>
        <div className="flex flex-wrap gap-2">
          <Button type="submit">Show</Button>
          {isNarrowed && (
            <Button look="quiet" onClick={() => onFilter({})}>
              Show all
            </Button>
          )}
        </div>
      </form>
    </search>
  )
}

function MoreFilters({ filter: { customer, account, brand, from, to } }: { filter: OrderFilterTexts }) {
  return (
    <div className="mt-2 grid gap-x-4 gap-y-3 sm:grid-cols-3 lg:grid-cols-[1fr_1fr_1fr_1.3fr_1.3fr]">
      <TextField label="Customer" name="customer" defaultValue={customer} help="The id of a customer" />
      <TextField label="Account" name="account" defaultValue={account} />
      <TextField label="Brand" name="brand" defaultValue={brand} />
      <TextField
        label="Created from"
        name="from"
        type="datetime-local"
        step={1}
        defaultValue={toLocalText(from)}
      />
      <TextField
        label="Created before"
        name="to"
        type="datetime-local"
        step={1}
        defaultValue={toLocalText(to)}
      />
    </div>
  )
}

function filterOf(form: FormData): OrderFilterTexts {
  const { from = '', to = '', ...texts } = filledIn(form)
  return readOrderFilter({ ...texts, from: fromLocalText(from), to: fromLocalText(to) })
}
