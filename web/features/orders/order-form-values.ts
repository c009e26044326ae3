import type { PlaceOrder } from '#contract/orders.ts'
import { fromLocalText } from '../../platform/local-time.ts'

/** An order as a person typed it: the server says what is missing or wrong. */
export type TypedOrder = Omit<Partial<PlaceOrder>, 'items'> & {
  items: Partial<PlaceOrder['items'][number]>[]
}

/** A typed order, with the key under which it is placed once, however often it is sent. */
export interface PlacedText {
  document: TypedOrder
  key: string
}

/**
 * The document that a form means: what nobody filled in is left out. Lines of items without a word in them are left
 * out as well, but for the first, so that its faults have a place; `lines` says which line each item stands in.
 */
export function readOrderForm(
  texts: Readonly<Record<string, string>>,
  shown: readonly number[],
): { document: TypedOrder; lines: readonly number[] } {
  const { customerName, phoneNumber, customerId, channelOrderId, account, pickupTime = '' } = texts
  const pickup = fromLocalText(pickupTime)
  const lines = shown.filter((line, place) => place === 0 || hasWords(texts, line))
  const document = {
    ...present('channelOrderId', channelOrderId),
    ...present('account', account),
    customer: {
      ...present('id', customerId),
      ...present('name', customerName),
      ...present('phoneNumber', phoneNumber),
    },
    ...present('pickupTime', pickup),
    items: lines.map((line) => itemOf(texts, line)),
  }
  return { document, lines }
}

/** The pointer of a value of the item in `line`, as the server names it. */
export function itemPointer(lines: readonly number[], line: number, name: string): string {
  return `/items/${lines.indexOf(line)}/${name}`
}

function hasWords(texts: Readonly<Record<string, string>>, line: number): boolean {
  return texts[`name-${line}`] !== undefined || texts[`plu-${line}`] !== undefined
}

function itemOf(texts: Readonly<Record<string, string>>, line: number): TypedOrder['items'][number] {
  const quantity = texts[`quantity-${line}`]
  return {
    ...present('name', texts[`name-${line}`]),
    ...present('plu', texts[`plu-${line}`]),
    ...(quantity === undefined ? {} : { quantity: Number(quantity) }),
  }
}

function present<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : asPartial({ [name]: value })
}

/** An object with one computed key has that key; the compiler only knows that its keys are strings. */
function asPartial<Name extends string>(value: Record<string, string>): Partial<Record<Name, string>> {
  return value as Partial<Record<Name, string>>
}
