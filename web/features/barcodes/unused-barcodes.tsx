import { createFormats } from '../../platform/format-time.ts'
import { screenPaths, serverPaths } from '../../platform/paths.ts'
import { usePager } from '../../platform/use-pager.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Load } from '../../ui/load.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useUnusedBarcodes } from './barcodes.ts'

const formats = createFormats()

/** The barcodes that belong to no order. */
export function UnusedBarcodes() {
  const pager = usePager('')
  const unused = useUnusedBarcodes(pager.cursor)
  return (
    <Panel title="Not sold">
      <Load what="the barcodes" asked={unused}>
        {({ items, nextCursor, total }) =>
          items.length === 0 && pager.page === 1 ? (
            <Empty title="Every barcode is sold">
              Or there are none yet: they come with files of tickets.
            </Empty>
          ) : (
            <>
              <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
                {total !== undefined && (
                  <p className="text-sm leading-6 text-muted">
                    {formats.number(total)} {total === 1 ? 'barcode belongs' : 'barcodes belong'} to no order.
                  </p>
                )}
                <ButtonLink look="quiet" href={serverPaths.unusedBarcodesFile} download>
                  Download as CSV
                </ButtonLink>
              </div>
              <ul className="grid gap-x-6 gap-y-1.5 text-sm leading-6 sm:grid-cols-3 lg:grid-cols-5">
                {items.map(({ barcode }) => (
                  <li key={barcode}>
                    <TextLink to={screenPaths.barcodes} search={{ barcode }}>
                      {barcode}
                    </TextLink>
                  </li>
                ))}
              </ul>
              <PagerButtons pager={pager} nextCursor={nextCursor} what="unsold barcodes" />
            </>
          )
        }
      </Load>
    </Panel>
  )
}
