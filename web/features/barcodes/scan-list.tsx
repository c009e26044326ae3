import type { BarcodeScan } from '#contract/barcodes.ts'
import { createFormats } from '../../platform/format-time.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Chip } from '../../ui/chip.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { useActorWords } from '../users/use-actor-words.ts'
import { outcomeWords, refusalWords } from './barcode-words.ts'
import { useScans } from './barcodes.ts'

const formats = createFormats()

/** All scans of a barcode, with those that were refused, and what was taken back. */
export function ScanList({ barcode }: { barcode: string }) {
  const pager = usePager(barcode)
  const actorWords = useActorWords()
  const scans = useScans(barcode, pager.cursor)
  return (
    <Load what="the scans" asked={scans}>
      {({ items, nextCursor }) =>
        items.length === 0 && pager.page === 1 ? (
          <Empty title="It was never scanned" />
        ) : (
          <>
            <ul className="divide-y divide-line text-sm leading-6">
              {items.map((scan, place) => (
                // Nothing tells two scans of one instant apart but their places.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <Scan key={place} scan={scan} actorWords={actorWords} />
              ))}
            </ul>
            <PagerButtons pager={pager} nextCursor={nextCursor} what="scans" />
          </>
        )
      }
    </Load>
  )
}

interface ScanProps {
  scan: BarcodeScan
  actorWords: (actor: string) => string
}

function Scan({ scan, actorWords }: ScanProps) {
  const { at, outcome, refusal, gate, forced, reason, actor } = scan
  const { words, tone } = outcomeWords[outcome]
  const about = [
    gate === null ? undefined : `at ${gate}`,
    actor === null ? undefined : `by ${actorWords(actor)}`,
    forced ? 'forced' : undefined,
  ].filter((one) => one !== undefined)
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-3">
      <div className="mr-auto min-w-0">
        <Chip tone={tone}>{words}</Chip>
        {refusal !== null && <p>{refusalWords[refusal]}</p>}
        {about.length > 0 && <p className="[overflow-wrap:anywhere] text-muted">{about.join(' · ')}</p>}
        {reason !== null && <p className="[overflow-wrap:anywhere]">“{reason}”</p>}
      </div>
      <time dateTime={at} className="text-muted tabular-nums">
        {formats.instant(at)}
      </time>
    </li>
  )
}
