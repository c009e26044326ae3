import assert from 'node:assert/strict'
import type { Job } from '../../../contract/jobs.ts'
import type { Order, PlaceOrder } from '../../../contract/orders.ts'
import type { Docket } from './docket.ts'
import { adminKey, ask } from './people.ts'

const importedWithinMs = 30_000

/** Places an order as a program does: two dishes for John Doe unless `differences` say otherwise. */
export async function placeOrder(docket: Docket, differences: Partial<PlaceOrder> = {}): Promise<Order> {
  return ask<Order>(docket, 'POST', '/api/orders', {
    customer: { name: 'John Doe', phoneNumber: '+123456789' },
    items: [
      { name: 'Hawaii Burger', plu: 'CAT1-0001', quantity: 1 },
      { name: 'Sushi Set Large', plu: 'CAT2-0001', quantity: 2 },
    ],
    ...differences,
  })
}

/** Changes the status of an order as a program does. */
export async function changeStatus(docket: Docket, id: string, change: object): Promise<Order> {
  return ask<Order>(docket, 'PATCH', `/api/orders/${encodeURIComponent(id)}/status`, change)
}

/** Imports tickets for the user `ownerId`: lines of `order_id,customer_id` and of `barcode,order_id`. */
export async function importTickets(
  docket: Docket,
  ownerId: string,
  { orders, barcodes }: { orders: readonly string[]; barcodes: readonly string[] },
): Promise<void> {
  const form = new FormData()
  form.append('orders', new File([`${['order_id,customer_id', ...orders].join('\n')}\n`], 'orders.csv'))
  form.append('barcodes', new File([`${['barcode,order_id', ...barcodes].join('\n')}\n`], 'barcodes.csv'))
  const response = await fetch(`${docket.url}/api/jobs?user_id=${ownerId}&kind=tickets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}` },
    body: form,
  })
  assert.equal(response.status, 201, await response.clone().text())
  const { id } = asJob(await response.json())
  await ask(docket, 'POST', `/api/jobs/${id}/start`)
  const giveUpAt = Date.now() + importedWithinMs
  while ((await ask<Job>(docket, 'GET', `/api/jobs/${id}`)).status !== 'completed')
    assert.ok(Date.now() < giveUpAt, 'the tickets are imported')
}

/** What the upload answers has the shape that its contract says. */
function asJob(answer: unknown): Job {
  return answer as Job
}
