import { type SubmitEvent, useRef } from 'react'
import type { CreateApiKey } from '#contract/users.ts'
import { faultsOf, wholeFaultOf } from '../../platform/faults.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { Secret } from '../../ui/secret.tsx'
import { RoleChoice, readRole } from '../users/role-choice.tsx'
import { useCreateKey } from './keys.ts'

const dayMs = 86_400_000
const lifetimes = [
  ['', 'Never'],
  ['30', 'After 30 days'],
  ['90', 'After 90 days'],
  ['365', 'After a year'],
] as const

/** Makes a key, and shows it once. */
export function KeyForm() {
  const create = useCreateKey()
  const form = useRef<HTMLFormElement>(null)
  const faults = faultsOf(create.error)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (create.isPending) return
    const input = inputOf(new FormData(event.currentTarget), Date.now())
    create.mutate(input, { onSuccess: () => form.current?.reset() })
  }

  return (
    <div className="space-y-5">
      <form ref={form} onSubmit={submit} noValidate className="space-y-4">
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          help="What uses it, so that you recognise it later."
          fault={faults.get('/name')}
        />
        <RoleChoice name="role" defaultValue="operator" />
        <SelectField label="Expires" name="days" defaultValue="90">
          {lifetimes.map(([days, words]) => (
            <option key={days} value={days}>
              {words}
            </option>
          ))}
        </SelectField>
        <Refusal>{wholeFaultOf(create.error, ['/name'])}</Refusal>
        <Button type="submit" aria-disabled={create.isPending}>
          {create.isPending ? 'Making the key' : 'Make the key'}
        </Button>
      </form>
      {create.data !== undefined && (
        <Secret
          key={create.data.id}
          title={`The key of ${create.data.name}`}
          secret={create.data.key}
          what="the key"
        >
          Shown only now: Docket keeps no copy of it.
        </Secret>
      )}
    </div>
  )
}

function inputOf(form: FormData, now: number): CreateApiKey {
  const input = { name: String(form.get('name') ?? '').trim(), role: readRole(form.get('role')) }
  const days = Number(form.get('days'))
  return days === 0 ? input : { ...input, expiresAt: new Date(now + days * dayMs).toISOString() }
}
