import type { SubmitEvent } from 'react'
import type { Customer } from '#contract/customers.ts'
import { faultsOf, wholeFaultOf } from '../../platform/faults.ts'
import { filledIn } from '../../platform/filled-in.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { changeOf } from './change-of.ts'
import { useChangeCustomer } from './customers.ts'

/** Changes what is known of a customer; a field that is emptied is taken away. */
export function CustomerForm({ customer }: { customer: Customer }) {
  const change = useChangeCustomer(customer.id)
  const faults = faultsOf(change.error)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const input = changeOf(customer, filledIn(new FormData(event.currentTarget)))
    if (!change.isPending && Object.keys(input).length > 0) change.mutate(input)
  }
  return (
    <form key={customer.updatedAt} onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label="Name"
        name="name"
        defaultValue={customer.name ?? ''}
        autoComplete="off"
        fault={faults.get('/name')}
      />
      <TextField
        label="Phone number"
        name="phoneNumber"
        type="tel"
        defaultValue={customer.phoneNumber ?? ''}
        autoComplete="off"
        fault={faults.get('/phoneNumber')}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        defaultValue={customer.email ?? ''}
        autoComplete="off"
        spellCheck={false}
        fault={faults.get('/email')}
      />
      <Refusal>{wholeFaultOf(change.error, ['/name', '/phoneNumber', '/email'])}</Refusal>
      <Button type="submit" aria-disabled={change.isPending}>
        {change.isPending ? 'Saving' : 'Save'}
      </Button>
      <p role="status" className="text-sm leading-6 text-good empty:hidden">
        {change.isSuccess ? 'Saved.' : ''}
      </p>
    </form>
  )
}
