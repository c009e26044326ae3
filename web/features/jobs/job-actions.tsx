import { useNavigate } from '@tanstack/react-router'
import type { Job } from '#contract/jobs.ts'
import { screenPaths } from '../../platform/paths.ts'
import { reasonOf } from '../../platform/server-answer.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { useDeleteJob, useJobCommand } from './job-commands.ts'
import { isActive, nameOf } from './job-words.ts'

/** What can be done about a job in its state. */
export function JobActions({ job }: { job: Job }) {
  const navigate = useNavigate()
  const { mayWrite } = rightsOf(useMyself())
  const command = useJobCommand(job.id)
  const remove = useDeleteJob(job.id)
  const isBusy = command.isPending || remove.isPending
  const error = command.error ?? remove.error
  const run = (name: 'start' | 'retry') => !isBusy && command.mutate(name)
  if (!mayWrite) return null
  return (
    <>
      {job.status === 'pending' && (
        <Button aria-disabled={isBusy} onClick={() => run('start')}>
          Start
        </Button>
      )}
      {(job.status === 'failed' || job.status === 'cancelled') && (
        <Button aria-disabled={isBusy} onClick={() => run('retry')}>
          Retry
        </Button>
      )}
      {isActive(job) ? (
        <CancelButton isBusy={isBusy} onCancel={() => command.mutate('cancel')} />
      ) : (
        <DeleteButton
          job={job}
          isBusy={isBusy}
          onDelete={() =>
            remove.mutate(undefined, { onSuccess: () => void navigate({ to: screenPaths.jobs }) })
          }
        />
      )}
      {error !== null && (
        <div className="basis-full">
          <Refusal>{reasonOf(error)}</Refusal>
        </div>
      )}
    </>
  )
}

function CancelButton({ isBusy, onCancel }: { isBusy: boolean; onCancel: () => void }) {
  return (
    <ConfirmButton
      label="Cancel the job"
      keep="Let it run"
      question="Cancel this job?"
      isBusy={isBusy}
      onConfirm={onCancel}
    >
      It stops after the rows it is at. What was stored is kept, and a retry goes on from there.
    </ConfirmButton>
  )
}

interface DeleteProps {
  job: Job
  isBusy: boolean
  onDelete: () => void
}

function DeleteButton({ job, isBusy, onDelete }: DeleteProps) {
  return (
    <ConfirmButton
      label="Delete"
      keep="Keep it"
      question={`Delete ${nameOf(job)}?`}
      isBusy={isBusy}
      onConfirm={onDelete}
    >
      {job.kind === 'transactions'
        ? 'Its files, its rows and their verdicts go for good.'
        : 'Its files and its list of rejected rows go for good. The orders and barcodes it stored stay.'}
    </ConfirmButton>
  )
}
