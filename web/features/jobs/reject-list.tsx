import type { Reject } from '#contract/job-rows.ts'
import type { Job } from '#contract/jobs.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Empty, LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { useRejects } from './job-rows.ts'
import { RawText } from './raw-text.tsx'
import { Reason } from './row-reasons.tsx'

/** Why rows of a job's files were rejected, file by file and line by line. */
export function RejectList({ job }: { job: Job }) {
  const pager = usePager(job.id)
  const rejects = useRejects(job.id, pager.cursor)
  if (rejects.data === undefined) {
    return rejects.error === null ? (
      <Loading what="the rejected rows" />
    ) : (
      <LoadFailed what="the rejected rows" error={rejects.error} retry={() => void rejects.refetch()} />
    )
  }
  if (rejects.data.items.length === 0 && pager.page === 1) return <Empty title="No row was rejected" />
  return (
    <>
      <ul className="divide-y divide-line border-y border-line text-sm leading-6">
        {rejects.data.items.map((reject) => (
          <RejectEntry key={`${reject.file} ${reject.row} ${reject.code} ${reject.column}`} reject={reject} />
        ))}
      </ul>
      <PagerButtons pager={pager} nextCursor={rejects.data.nextCursor} what="rejected rows" />
    </>
  )
}

function RejectEntry({ reject: { file, line, column, message, hint, raw } }: { reject: Reject }) {
  return (
    <li className="grid gap-x-6 py-3 sm:grid-cols-[12rem_1fr]">
      <p className="font-medium [overflow-wrap:anywhere]">
        {file}, line <span className="tabular-nums">{line}</span>
      </p>
      <div className="min-w-0">
        <Reason column={column}>{message}</Reason>
        <p className="text-pretty text-muted">{hint}</p>
        <RawText text={raw} />
      </div>
    </li>
  )
}
