import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useRef, useState } from 'react'
import { faultsOf, wholeFaultOf } from '../../platform/faults.ts'
import { filledIn } from '../../platform/filled-in.ts'
import { screenPaths } from '../../platform/paths.ts'
import { RefusedError, reasonOf } from '../../platform/server-answer.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { itemPointer, readOrderForm } from './order-form-values.ts'
import { useOrderKey } from './order-key.ts'
import { OrderLines } from './order-lines.tsx'
import { usePlaceOrder } from './orders.ts'

const fields = [
  '/customer/name',
  '/customer/phoneNumber',
  '/customer/id',
  '/channelOrderId',
  '/account',
  '/pickupTime',
]

/** Asks who orders what, and places the order. */
export function OrderForm() {
  const navigate = useNavigate()
  const place = usePlaceOrder()
  const keyOf = useOrderKey()
  const nextLine = useRef(1)
  const [lines, setLines] = useState<readonly number[]>([0])
  const [sentLines, setSentLines] = useState<readonly number[]>([])
  const faults = faultsOf(place.error)
  const itemFault = (line: number, name: string) => faults.get(itemPointer(sentLines, line, name))

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (place.isPending) return
    const { document, lines: sent } = readOrderForm(filledIn(new FormData(event.currentTarget)), lines)
    setSentLines(sent)
    place.mutate(
      { document, key: keyOf(document) },
      { onSuccess: ({ id }) => void navigate({ to: screenPaths.order, params: { orderId: id } }) },
    )
  }
  const told = [
    ...fields,
    ...sentLines.flatMap((line) =>
      ['name', 'plu', 'quantity'].map((name) => itemPointer(sentLines, line, name)),
    ),
  ]

  return (
    <form onSubmit={submit} noValidate className="max-w-3xl space-y-6">
      <Panel title="Who orders" about="A name, a phone number or a customer's id is enough.">
        <CustomerFields faults={faults} />
        <p className="mt-3 text-sm leading-6 text-bad empty:hidden">{faults.get('/customer')}</p>
      </Panel>
      <Panel title="What">
        <OrderLines
          lines={lines}
          faultOf={itemFault}
          onAdd={() => {
            setLines([...lines, nextLine.current])
            nextLine.current += 1
          }}
          onRemove={(line) => setLines(lines.filter((one) => one !== line))}
        />
      </Panel>
      <Panel title="More, if there is more">
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField
            label="Pickup"
            name="pickupTime"
            type="datetime-local"
            help="In your own time zone."
            fault={faults.get('/pickupTime')}
          />
          <TextField
            label="Channel order"
            name="channelOrderId"
            autoComplete="off"
            help="Its id where it was ordered."
            fault={faults.get('/channelOrderId')}
          />
          <TextField label="Account" name="account" autoComplete="off" fault={faults.get('/account')} />
        </div>
      </Panel>
      <Refusal>{refusalOf(place.error, [...told, '/customer'])}</Refusal>
      <Button type="submit" aria-disabled={place.isPending}>
        {place.isPending ? 'Placing the order' : 'Place the order'}
      </Button>
    </form>
  )
}

/** Another order that stands in the way is named by the reason, and not at the field. */
function refusalOf(error: Error | null, told: readonly string[]): string | undefined {
  const isConflict = error instanceof RefusedError && error.problem.status === 409
  return isConflict ? reasonOf(error) : wholeFaultOf(error, told)
}

function CustomerFields({ faults }: { faults: ReadonlyMap<string, string> }) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <TextField label="Name" name="customerName" autoComplete="off" fault={faults.get('/customer/name')} />
      <TextField
        label="Phone number"
        name="phoneNumber"
        type="tel"
        autoComplete="off"
        fault={faults.get('/customer/phoneNumber')}
      />
      <TextField
        label="Customer's id"
        name="customerId"
        autoComplete="off"
        spellCheck={false}
        fault={faults.get('/customer/id')}
      />
    </div>
  )
}
