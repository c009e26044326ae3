import { useParams } from '@tanstack/react-router'
import { JobPage } from '../features/jobs/job-page.tsx'
import { screenPaths } from '../platform/paths.ts'

/** The job that the address names. */
export function JobScreen() {
  const { jobId } = useParams({ from: `/signed-in${screenPaths.job}` })
  return <JobPage key={jobId} jobId={jobId} />
}
