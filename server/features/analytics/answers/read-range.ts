import { bucketsMax, type Granularity, type RangeQuery } from '#contract/analytics.ts'
import type { Fault } from '#contract/problem.ts'
import { ProblemError } from '../../../platform/http/problem.ts'
import { type Buckets, bucketsOf, longestMs } from './buckets.ts'
import { findTimeZone, type TimeZone } from './time-zone.ts'

/** The buckets that are asked for, and what an answer says of its range. */
export interface AskedRange {
  buckets: Buckets
  said: { from: string; to: string; granularity: Granularity; timezone: string; widened: boolean }
}

/**
 * Reads which buckets are asked for. Nothing is read or cut before their number is known to be bearable.
 * @throws ProblemError 422 for an unknown zone, a range that ends before it begins, too many buckets, or times out of reach
 */
export function readRange({ from, to, granularity, timezone }: RangeQuery): AskedRange {
  const zone = findTimeZone(timezone)
  const range = { from: Date.parse(from), to: Date.parse(to) }
  if (zone === undefined || !(range.from <= range.to)) return refuse(findFaults(zone, range))
  if ((range.to - range.from) / longestMs[granularity] > bucketsMax) return refuse([tooMany])
  const buckets = bucketsOf(range, granularity, zone)
  if (buckets.starts.length > bucketsMax) return refuse([tooMany])
  if (buckets.from < reach.from) return refuse([outOfReach('/from')])
  if (buckets.to >= reach.to) return refuse([outOfReach('/to')])
  return {
    buckets,
    said: {
      from: new Date(buckets.from).toISOString(),
      to: new Date(buckets.to).toISOString(),
      granularity,
      timezone: zone.name,
      widened: buckets.widened,
    },
  }
}

/** The years that a time of RFC 3339 can name. */
const reach = { from: Date.parse('0000-01-01T00:00:00Z'), to: Date.parse('+010000-01-01T00:00:00Z') }

function findFaults(zone: TimeZone | undefined, { from, to }: { from: number; to: number }): Fault[] {
  const faults: Fault[] = []
  if (Number.isNaN(from)) faults.push(impossible('/from'))
  if (Number.isNaN(to)) faults.push(impossible('/to'))
  if (from > to) faults.push({ pointer: '/to', code: 'too-small', message: 'lies before `from`' })
  if (zone === undefined)
    faults.push({
      pointer: '/timezone',
      code: 'choice-unknown',
      message: 'is no time zone of the IANA database',
    })
  return faults
}

/** RFC 3339 has leap seconds, which no clock here can show. */
function impossible(pointer: string): Fault {
  return { pointer, code: 'format-wrong', message: 'is no time that can be reckoned with' }
}

function outOfReach(pointer: string): Fault {
  return {
    pointer,
    code: 'time-out-of-range',
    message: 'lies in a bucket that leaves the years 0000 to 9999',
  }
}

const tooMany: Fault = {
  pointer: '/to',
  code: 'too-many',
  message: `makes more than ${bucketsMax} buckets: ask for a shorter range or longer buckets`,
}

function refuse(errors: Fault[]): never {
  throw new ProblemError({ code: 'values-invalid', detail: 'The range cannot be answered.', errors })
}
