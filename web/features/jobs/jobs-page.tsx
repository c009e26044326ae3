import { screenPaths } from '../../platform/paths.ts'
import { ScreenLink } from '../../ui/button.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { rightsOf, useMyself } from '../sign-in/signed-in-user.tsx'
import { useUsers } from '../users/users.ts'
import { JobList } from './job-list.tsx'

/** All jobs that one may see: one's own, or everybody's for an admin. */
export function JobsPage() {
  const myself = useMyself()
  const { mayWrite, mayAdminister } = rightsOf(myself)
  const users = useUsers(undefined, mayAdminister).data?.items ?? []
  const nameOwner = (userId: string) => users.find(({ id }) => id === userId)?.name
  return (
    <>
      <PageHeading
        title="Jobs"
        actions={mayWrite && <ScreenLink to={screenPaths.newJob}>Upload files</ScreenLink>}
      />
      <JobList
        emptyTitle="No jobs yet"
        empty={
          mayWrite
            ? 'Upload a file of payments, or the two files of tickets. Docket checks every row and tells what it finds.'
            : 'Viewers start no jobs of their own.'
        }
        {...(mayAdminister ? { nameOwner } : {})}
      />
    </>
  )
}
