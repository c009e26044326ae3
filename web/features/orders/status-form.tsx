import { type SubmitEvent, useState } from 'react'
import type { ChangeStatus, Order } from '#contract/orders.ts'
import { faultsOf, wholeFaultOf } from '../../platform/faults.ts'
import { filledIn } from '../../platform/filled-in.ts'
import { fromLocalText } from '../../platform/local-time.ts'
import { RefusedError } from '../../platform/server-answer.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField } from '../../ui/check-field.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { useChangeStatus } from './orders.ts'
import { StatusOptions } from './status-options.tsx'
import { statusWords } from './status-words.ts'

const noStatus = new Map([['/status', 'Choose what the order becomes.']])
const fields = ['/status', '/timestamp', '/reason']

/** Asks what the order becomes, and why. Admins may also force what the table of statuses does not allow. */
export function StatusForm({ order }: { order: Order }) {
  const { mayAdminister } = rightsOf(useMyself())
  const change = useChangeStatus(order.id)
  const [isForced, setIsForced] = useState(false)
  const [isMissing, setIsMissing] = useState(false)
  const [round, setRound] = useState(0)
  const next = new Set(order.nextStatuses.map(({ status }) => status))
  const isOver = next.size === 0 && !isForced
  const faults = faultsOf(change.error)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setIsMissing(form.get('status') === '')
    if (change.isPending || isOver || form.get('status') === '') return
    const input = { change: changeOf(form), version: order.version }
    // A new round empties the form: what was typed belongs to the change that was made.
    change.mutate(input, { onSuccess: () => setRound(round + 1) })
  }

  return (
    <form key={round} onSubmit={submit} noValidate className="space-y-4">
      {isOver ? (
        <p className="text-sm leading-6 text-pretty text-muted">This order has ended: nothing follows.</p>
      ) : (
        <ChangeFields
          isOffered={(code) => isForced || next.has(code)}
          isForced={isForced}
          faults={isMissing ? noStatus : faults}
          onChoose={() => setIsMissing(false)}
        />
      )}
      {mayAdminister && (
        <CheckField
          label="Force it"
          help="Also backwards and out of an end. It needs a reason, and is kept in the audit log."
          name="force"
          checked={isForced}
          onChange={({ target }) => setIsForced(target.checked)}
        />
      )}
      <Refusal>{refusalOf(change.error, order)}</Refusal>
      {!isOver && (
        <Button type="submit" aria-disabled={change.isPending}>
          {change.isPending ? 'Changing' : 'Change the status'}
        </Button>
      )}
      <p role="status" className="text-sm leading-6 text-good empty:hidden">
        {change.data === undefined ? '' : 'Your change is made.'}
      </p>
    </form>
  )
}

interface FieldsProps {
  isOffered: (code: number) => boolean
  isForced: boolean
  faults: ReadonlyMap<string, string>
  onChoose: () => void
}

function ChangeFields({ isOffered, isForced, faults, onChoose }: FieldsProps) {
  return (
    <>
      <SelectField
        label="New status"
        name="status"
        defaultValue=""
        fault={faults.get('/status')}
        onChange={onChoose}
      >
        <option value="">Choose one</option>
        <StatusOptions isOffered={isOffered} />
      </SelectField>
      <TextField
        label={isForced ? 'Reason' : 'Reason, if there is one'}
        name="reason"
        maxLength={255}
        autoComplete="off"
        fault={faults.get('/reason')}
      />
      <TextField
        label="When, if not now"
        name="timestamp"
        type="datetime-local"
        step={1}
        help="In your own time zone."
        fault={faults.get('/timestamp')}
      />
    </>
  )
}

function changeOf(form: FormData): ChangeStatus {
  const { status, reason, timestamp = '', force } = filledIn(form)
  const at = fromLocalText(timestamp)
  return {
    status: Number(status),
    ...(reason === undefined ? {} : { reason }),
    ...(at === undefined ? {} : { timestamp: at }),
    ...(force === undefined ? {} : { force: true }),
    source: 'web',
  }
}

function refusalOf(error: Error | null, { status, statusName }: Order): string | undefined {
  if (error instanceof RefusedError && error.problem.status === 412)
    return `Somebody else changed this order meanwhile. It is “${statusWords(status, statusName)}” now: look at it, and change it again if that is still right.`
  return wholeFaultOf(error, fields)
}
