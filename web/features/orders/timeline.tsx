import type { HistoryEntry } from '#contract/orders.ts'
import { createFormats } from '../../platform/format-time.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { ToneIcon } from '../../ui/tone-icon.tsx'
import { useActorWords } from '../users/use-actor-words.ts'
import { refusalWords } from './order-words.ts'
import { useHistory } from './orders.ts'
import { statusWords } from './status-words.ts'

const formats = createFormats()

/** An event that came this long after its time is told to have come late. */
const lateMs = 60_000

/** Everything that happened to an order, with what did not count, and why. */
export function Timeline({ orderId }: { orderId: string }) {
  const pager = usePager(orderId)
  const actorWords = useActorWords()
  const history = useHistory(orderId, pager.cursor)
  return (
    <Load what="the history" asked={history}>
      {({ items, nextCursor }) =>
        items.length === 0 ? (
          <Empty title="Nothing has happened" />
        ) : (
          <>
            <ol>
              {items.map((entry, place) => (
                // Nothing tells two entries of one instant apart but their places, which they keep.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <Entry key={place} entry={entry} actorWords={actorWords} />
              ))}
            </ol>
            <PagerButtons pager={pager} nextCursor={nextCursor} what="the history" />
          </>
        )
      }
    </Load>
  )
}

interface EntryProps {
  entry: HistoryEntry
  actorWords: (actor: string) => string
}

function Entry({ entry, actorWords }: EntryProps) {
  const { status, statusName, at, receivedAt, actor, source, reason, applied } = entry
  const isLate = Date.parse(receivedAt) - Date.parse(at) > lateMs
  const about = [
    actor === null ? undefined : `by ${actorWords(actor)}`,
    source === null ? undefined : `from ${source}`,
    isLate ? `received ${formats.instant(receivedAt)}` : undefined,
  ].filter((one) => one !== undefined)
  return (
    <li className="group flex gap-3 text-sm leading-6">
      <div className="flex flex-col items-center gap-1.5">
        <ToneIcon tone={applied ? 'good' : 'bad'} className="mt-0.5 size-5" />
        <span aria-hidden="true" className="w-px flex-1 bg-line-strong/60 group-last:hidden" />
      </div>
      <div className="min-w-0 flex-1 pb-4 group-last:pb-0">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className={`font-medium ${applied ? '' : 'text-muted line-through'}`}>
            {statusWords(status, statusName)}
          </span>
          <time dateTime={at} className="text-muted tabular-nums">
            {formats.instant(at)}
          </time>
        </p>
        {!applied && <p className="text-pretty text-bad">{refusalWords(entry)}</p>}
        {about.length > 0 && <p className="[overflow-wrap:anywhere] text-muted">{about.join(' · ')}</p>}
        {reason !== null && <p className="[overflow-wrap:anywhere]">“{reason}”</p>}
      </div>
    </li>
  )
}
