import { useNavigate, useSearch } from '@tanstack/react-router'
import type { SubmitEvent } from 'react'
import { filledIn } from '../../platform/filled-in.ts'
import { screenPaths } from '../../platform/paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { BarcodeView } from './barcode-view.tsx'
import { UnusedBarcodes } from './unused-barcodes.tsx'

/** Where a barcode is looked up, as a scanner types it, and redeemed. */
export function BarcodesPage() {
  const navigate = useNavigate()
  const { barcode = '' } = useSearch({ strict: false })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void navigate({ to: screenPaths.barcodes, search: filledIn(new FormData(event.currentTarget)) })
  }
  return (
    <>
      <PageHeading title={barcode === '' ? 'Barcodes' : `Barcode ${barcode}`}>Barcodes</PageHeading>
      <search>
        <form key={barcode} onSubmit={submit} className="mb-6 flex max-w-xl items-end gap-3">
          <div className="min-w-0 flex-1">
            <TextField
              label="Barcode"
              name="barcode"
              defaultValue={barcode}
              autoComplete="off"
              spellCheck={false}
              maxLength={255}
            />
          </div>
          <Button type="submit" className="max-sm:min-h-11">
            Look up
          </Button>
        </form>
      </search>
      {barcode === '' ? <UnusedBarcodes /> : <BarcodeView key={barcode} barcode={barcode} />}
    </>
  )
}
