import { type SubmitEvent, useState } from 'react'
import type { RepairResult } from '#contract/job-rows.ts'
import { createFormats } from '../../platform/format-time.ts'
import { Button } from '../../ui/button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { FileSlot } from './file-slot.tsx'
import { useRepair } from './repair-job.ts'
import { findMissing, uploadFaultsOf } from './upload-faults.ts'
import { useDropGuard } from './use-drop-guard.ts'

const formats = createFormats()

/** Takes the rejects of a job back, mended. */
export function RepairForm({ jobId }: { jobId: string }) {
  const { repair, progress } = useRepair(jobId)
  const [file, setFile] = useState<File>()
  const [missing, setMissing] = useState<string>()
  useDropGuard()
  const faults = uploadFaultsOf(repair.error, ['file'])

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const chosen = new Map(file === undefined ? [] : [['file', file]])
    setMissing(findMissing(['file'], chosen).get('file'))
    if (file === undefined || file.size === 0 || repair.isPending) return
    repair.mutate(file, { onSuccess: () => setFile(undefined) })
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <FileSlot
        label="Mended file"
        columns="The file of rejects, with its columns as they are; line says which row is meant."
        file={file}
        fault={missing ?? faults.byField.get('file')}
        onChoose={(next) => {
          repair.reset()
          setMissing(undefined)
          setFile(next)
        }}
      />
      <Refusal>{missing ?? faults.whole}</Refusal>
      {progress !== undefined && (
        <ProgressBar label="Upload" percent={Math.floor((100 * progress.sentBytes) / progress.totalBytes)} />
      )}
      <p className="flex flex-wrap gap-2">
        <Button type="submit" aria-disabled={repair.isPending}>
          {repair.isPending ? 'Sending' : 'Send the mended rows'}
        </Button>
      </p>
      <p role="status" className="text-sm leading-6 text-good empty:hidden">
        {repair.data === undefined ? '' : describe(repair.data)}
      </p>
    </form>
  )
}

function describe({ repaired, stillInvalid }: RepairResult): string {
  const mended = `${formats.number(repaired)} ${repaired === 1 ? 'row is' : 'rows are'} valid now.`
  if (stillInvalid.length === 0) return mended
  const left = formats.number(stillInvalid.length)
  return `${mended} ${left} of those you sent are still invalid: see below why, and download the rejects again to mend them.`
}
