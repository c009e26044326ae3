import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import type { JobKind } from '#contract/jobs.ts'
import type { DuplicatePolicy } from '#contract/tickets.ts'
import { screenPaths } from '../../platform/paths.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Empty } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { FileSlot } from './file-slot.tsx'
import { KindChoice } from './kind-choice.tsx'
import { findMissing, uploadFaultsOf } from './upload-faults.ts'
import { uploadFields, useUpload } from './upload-job.ts'
import { UploadMeter } from './upload-meter.tsx'
import { useDropGuard } from './use-drop-guard.ts'

const slots: Record<string, { label: string; columns: string }> = {
  file: {
    label: 'File of payments',
    columns:
      'Columns: transaction_id, amount, date (or timestamp); description and user_id if there are any.',
  },
  orders: { label: 'File of orders', columns: 'Columns: order_id, customer_id.' },
  barcodes: { label: 'File of barcodes', columns: 'Columns: barcode, order_id; no order_id means not sold.' },
}

const policyWords: Record<DuplicatePolicy, string> = {
  'keep-first': 'Keep the first that is assigned, refuse the others',
  'drop-all': 'Refuse every copy',
}

/** Where a job begins; for those who may begin one. */
export function UploadPage() {
  const { mayWrite } = rightsOf(useMyself())
  return (
    <>
      <PageHeading title="Upload files" />
      {mayWrite ? (
        <UploadForm />
      ) : (
        <Empty title="Viewers upload nothing">They look at everything else.</Empty>
      )}
    </>
  )
}

/** The kind of a job, its files, and the way they go. */
function UploadForm() {
  const navigate = useNavigate()
  const { upload, progress, cancel } = useUpload()
  const [kind, setKind] = useState<JobKind>('transactions')
  const [files, setFiles] = useState<ReadonlyMap<string, File>>(new Map())
  const [duplicates, setDuplicates] = useState<DuplicatePolicy>('keep-first')
  const [missing, setMissing] = useState<ReadonlyMap<string, string>>(new Map())
  useDropGuard()
  const fields = Object.keys(uploadFields[kind])
  const faults = uploadFaultsOf(upload.error, fields)

  const choose = (field: string, file: File) => {
    upload.reset()
    setMissing(new Map([...missing].filter(([one]) => one !== field)))
    setFiles(new Map([...files, [field, file]]))
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const faulty = findMissing(fields, files)
    setMissing(faulty)
    if (faulty.size > 0 || upload.isPending) return
    const chosen = new Map([...files].filter(([field]) => fields.includes(field)))
    upload.mutate(
      { kind, files: chosen, duplicates },
      { onSuccess: ({ id }) => void navigate({ to: screenPaths.job, params: { jobId: id } }) },
    )
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-3xl space-y-6">
      <KindChoice
        chosen={kind}
        onChoose={(next) => {
          upload.reset()
          setMissing(new Map())
          setKind(next)
        }}
      />
      <Panel title={fields.length === 1 ? 'The file' : 'The files'}>
        <div className={`grid gap-4 ${fields.length > 1 ? 'sm:grid-cols-2' : ''}`}>
          {fields.map((field) => (
            <FileSlot
              key={field}
              {...(slots[field] ?? { label: field, columns: '' })}
              file={files.get(field)}
              fault={missing.get(field) ?? faults.byField.get(field)}
              onChoose={(file) => choose(field, file)}
            />
          ))}
        </div>
        {kind === 'tickets' && <PolicyField value={duplicates} onChange={setDuplicates} />}
      </Panel>
      <Refusal>{missing.size > 0 ? [...missing.values()].join(' ') : faults.whole}</Refusal>
      {progress === undefined ? (
        <Button type="submit">Upload</Button>
      ) : (
        <UploadMeter progress={progress} onCancel={cancel} />
      )}
    </form>
  )
}

interface PolicyProps {
  value: DuplicatePolicy
  onChange: (policy: DuplicatePolicy) => void
}

function PolicyField({ value, onChange }: PolicyProps) {
  return (
    <div className="mt-5 max-w-md">
      <SelectField
        label="When a barcode comes twice"
        value={value}
        onChange={({ target }) => onChange(target.value === 'drop-all' ? 'drop-all' : 'keep-first')}
      >
        {Object.entries(policyWords).map(([policy, words]) => (
          <option key={policy} value={policy}>
            {words}
          </option>
        ))}
      </SelectField>
    </div>
  )
}
