import { useNavigate, useSearch } from '@tanstack/react-router'
import type { SubmitEvent } from 'react'
import { filledIn } from '../../platform/filled-in.ts'
import { screenPaths, serverPaths, withQuery } from '../../platform/paths.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { Panel } from '../../ui/panel.tsx'
import { CustomerList } from './customer-list.tsx'
import { TopCustomers } from './top-customers.tsx'

/** Everybody who ever ordered, and who did so most. */
export function CustomersPage() {
  const navigate = useNavigate()
  const { q = '' } = useSearch({ strict: false })
  return (
    <>
      <PageHeading
        title="Customers"
        actions={
          <ButtonLink
            look="quiet"
            href={withQuery(serverPaths.customersFile, { q: q === '' ? undefined : q })}
            download
          >
            Download as CSV
          </ButtonLink>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <div className="min-w-0">
          <SearchForm
            key={q}
            q={q}
            onSearch={(next) => void navigate({ to: screenPaths.customers, search: next })}
          />
          <CustomerList q={q === '' ? undefined : q} />
        </div>
        <Panel title="Most loyal">
          <TopCustomers />
        </Panel>
      </div>
    </>
  )
}

interface SearchProps {
  q: string
  onSearch: (search: { q?: string }) => void
}

function SearchForm({ q, onSearch }: SearchProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSearch(filledIn(new FormData(event.currentTarget)))
  }
  return (
    <search>
      <form onSubmit={submit} className="mb-6 flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <TextField
            label="Search"
            name="q"
            type="search"
            defaultValue={q}
            maxLength={255}
            placeholder="Id, name, e-mail or phone"
          />
        </div>
        <Button type="submit" className="max-sm:min-h-11">
          Show
        </Button>
      </form>
    </search>
  )
}
