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
  const { mayWrite } = rightsOf(useMyself())
  const command = useJobCommand(job.id)
  const error = command.error
  if (!mayWrite) return null
  const run = (name: 'start' | 'retry') => !command.isPending && command.mutate(name)
  return (
    <>
      {job.status === 'pending' && (
        <Button aria-disabled={command.isPending} onClick={() => run('start')}>
          Start
        </Button>
      )}
      {(job.status === 'failed' || job.status === 'cancelled') && (
        <Button aria-disabled={command.isPending} onClick={() => run('retry')}>
          Retry
        </Button>
      )}
      {isActive(job) && (
        <ConfirmButton
          label="Cancel the job"
          keep="Let it run"
          question="Cancel this job?"
          isBusy={command.isPending}
          onConfirm={() => command.mutate('cancel')}
        >
          It stops after the rows it is at. What was stored is kept, and a retry goes on from there.
        </ConfirmButton>
      )}
      {!isActive(job) && <DeleteButton job={job} />}
      <div className="basis-full empty:hidden">
        <Refusal>{error === null ? undefined : reasonOf(error)}</Refusal>
      </div>
    </>
  )
}

function DeleteButton({ job }: { job: Job }) {
  const navigate = useNavigate()
  const remove = useDeleteJob(job.id)
  return (
    <>
      <ConfirmButton
        label="Delete"
        keep="Keep it"
        question={`Delete ${nameOf(job)}?`}
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(undefined, { onSuccess: () => void navigate({ to: screenPaths.jobs }) })
        }
      >
        {job.kind === 'transactions'
          ? 'Its files, its rows and their verdicts go for good.'
          : 'Its files and its list of rejected rows go for good. The orders and barcodes it stored stay.'}
      </ConfirmButton>
      {remove.error !== null && (
        <div className="basis-full">
          <Refusal>{reasonOf(remove.error)}</Refusal>
        </div>
      )}
    </>
  )
}
