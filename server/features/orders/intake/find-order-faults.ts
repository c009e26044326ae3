import { eventTimes, type PlaceOrder } from '#contract/orders.ts'
import type { Fault } from '#contract/problem.ts'
import type { Loose } from './check-order.ts'

/** What is wrong with a document beyond what its schema says: times that no clock shows, and what must not be missing. */
export function findOrderFaults(document: Loose<PlaceOrder>): Fault[] {
  const { created, _created, pickupTime, customer, statusHistory } = document
  return [
    ...findTimeFaults('/created', created),
    ...findTimeFaults('/_created', _created),
    ...findSpellingFaults('/_created', created, _created),
    ...findTimeFaults('/pickupTime', pickupTime),
    ...findCustomerFaults(customer),
    ...(Array.isArray(statusHistory) ? statusHistory.flatMap(findEntryFaults) : []),
  ]
}

const firstMs = Date.parse(eventTimes.first)
const endMs = Date.parse(eventTimes.end)

/** The format lets the second 60 pass, which no time here has. */
function findTimeFaults(pointer: string, value: unknown): Fault[] {
  if (typeof value !== 'string' || !looksLikeTime.test(value)) return []
  const ms = Date.parse(value)
  if (Number.isNaN(ms))
    return /:60/.test(value)
      ? [{ pointer, code: 'format-wrong', message: 'must be a time that clocks show' }]
      : []
  if (ms >= firstMs && ms < endMs) return []
  return [
    {
      pointer,
      code: 'time-out-of-range',
      message: `must lie between ${eventTimes.first} and ${eventTimes.end}`,
    },
  ]
}

/** What the schema refuses is not looked at again. */
const looksLikeTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/i

/** Both spellings may stand in one document when they say the same. */
function findSpellingFaults(pointer: string, first: unknown, second: unknown): Fault[] {
  if (typeof first !== 'string' || typeof second !== 'string') return []
  if (first === second || Date.parse(first) === Date.parse(second)) return []
  return [{ pointer, code: 'value-invalid', message: 'says another time than the other spelling' }]
}

function findCustomerFaults(customer: unknown): Fault[] {
  if (typeof customer !== 'object' || customer === null || Array.isArray(customer)) return []
  if (['id', 'name', 'phoneNumber'].some((name) => Object.hasOwn(customer, name))) return []
  return [{ pointer: '/customer', code: 'value-missing', message: 'needs a name, a phone number or an id' }]
}

function findEntryFaults(entry: unknown, index: number): Fault[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return []
  const { timestamp, timeStamp }: { timestamp?: unknown; timeStamp?: unknown } = entry
  const pointer = `/statusHistory/${index}`
  if (timestamp === undefined && timeStamp === undefined)
    return [{ pointer: `${pointer}/timestamp`, code: 'value-missing', message: 'is needed' }]
  return [
    ...findTimeFaults(`${pointer}/timestamp`, timestamp),
    ...findTimeFaults(`${pointer}/timeStamp`, timeStamp),
    ...findSpellingFaults(`${pointer}/timeStamp`, timestamp, timeStamp),
  ]
}
