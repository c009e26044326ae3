import type { Job } from '#contract/jobs.ts'
import { serverPaths } from '../../platform/paths.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { isEnded } from './job-words.ts'
import { RejectList } from './reject-list.tsx'
import { RepairForm } from './repair-form.tsx'
import { TransactionList } from './transaction-list.tsx'

/** What came of a job that has ended: its rows with their verdicts, the files to take along, and the way to mend. */
export function JobResult({ job }: { job: Job }) {
  const { mayWrite } = rightsOf(useMyself())
  if (!isEnded(job)) return null
  const isMendable = job.status === 'completed' && job.invalidRecords > 0 && mayWrite
  return (
    <>
      {isMendable && (
        <details className="rounded-xl border border-line bg-surface px-4 py-4 sm:px-6">
          <summary className="cursor-pointer text-lg font-semibold tracking-tight">
            Mend the rejected rows
          </summary>
          <p className="mt-1 mb-4 max-w-[68ch] text-sm leading-6 text-pretty text-muted">
            Download the rejects, put right what they say in a spreadsheet or an editor, and send the file
            back here. Rows that are valid then are added; the others keep their reasons.
          </p>
          <RepairForm jobId={job.id} />
        </details>
      )}
      <Panel title={job.kind === 'transactions' ? 'Rows' : 'Rejected rows'}>
        <Downloads job={job} />
        {job.kind === 'transactions' ? <TransactionList job={job} /> : <RejectList job={job} />}
      </Panel>
    </>
  )
}

function Downloads({ job }: { job: Job }) {
  const hasRows = job.kind === 'transactions' && job.processedRecords > 0
  if (!hasRows && job.invalidRecords === 0) return null
  return (
    <p className="mb-5 flex flex-wrap gap-2">
      {hasRows && (
        <ButtonLink look="quiet" href={serverPaths.transactionsFile(job.id)} download>
          Download all rows
        </ButtonLink>
      )}
      {job.invalidRecords > 0 && (
        <ButtonLink look="quiet" href={serverPaths.rejectsFile(job.id)} download>
          Download the rejects
        </ButtonLink>
      )}
    </p>
  )
}
