import { type SubmitEvent, useRef, useState } from 'react'
import type { RedeemBarcode } from '#contract/barcodes.ts'
import { faultsOf } from '../../platform/faults.ts'
import { filledIn } from '../../platform/filled-in.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField } from '../../ui/check-field.tsx'
import { TextField } from '../../ui/field.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import type { useRedeem } from './barcodes.ts'

interface Props {
  redeem: ReturnType<typeof useRedeem>
  onSend: () => void
}

/** Lets somebody in with a ticket. Admins may also do so with one of a cancelled order. */
export function RedeemForm({ redeem, onSend }: Props) {
  const { mayAdminister } = rightsOf(useMyself())
  const [isForced, setIsForced] = useState(false)
  // The same scan sent again, after an answer that got lost, is the same success.
  const nonce = useRef(crypto.randomUUID())
  const faults = faultsOf(redeem.error)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (redeem.isPending) return
    onSend()
    redeem.mutate(scanOf(new FormData(event.currentTarget), nonce.current))
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label="Gate"
        name="gate"
        autoComplete="on"
        help="Where the ticket is scanned, if that matters."
        fault={faults.get('/gate')}
      />
      {isForced && (
        <TextField label="Reason" name="reason" autoComplete="off" fault={faults.get('/reason')} />
      )}
      {mayAdminister && (
        <CheckField
          label="Force it"
          help="Also a ticket of a cancelled order. It needs a reason, and is kept in the audit log."
          name="force"
          checked={isForced}
          onChange={({ target }) => setIsForced(target.checked)}
        />
      )}
      <Button type="submit" aria-disabled={redeem.isPending}>
        {redeem.isPending ? 'Redeeming' : 'Redeem'}
      </Button>
    </form>
  )
}

function scanOf(form: FormData, nonce: string): RedeemBarcode {
  const { gate, reason, force } = filledIn(form)
  return {
    nonce,
    ...(gate === undefined ? {} : { gate }),
    ...(force === undefined ? {} : { force: true }),
    ...(reason === undefined ? {} : { reason }),
  }
}
