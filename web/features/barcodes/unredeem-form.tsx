import type { SubmitEvent } from 'react'
import { faultsOf } from '../../platform/faults.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import type { useUnredeem } from './barcodes.ts'

interface Props {
  unredeem: ReturnType<typeof useUnredeem>
  onSend: () => void
}

/** Takes a redemption back, with a reason; the ticket lets somebody in again. */
export function UnredeemForm({ unredeem, onSend }: Props) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (unredeem.isPending) return
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim()
    onSend()
    unredeem.mutate({ reason })
  }
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label="Reason"
        name="reason"
        autoComplete="off"
        help="It is kept with the scans and in the audit log."
        fault={faultsOf(unredeem.error).get('/reason')}
      />
      <Button type="submit" look="danger" aria-disabled={unredeem.isPending}>
        {unredeem.isPending ? 'Taking it back' : 'Take it back'}
      </Button>
    </form>
  )
}
