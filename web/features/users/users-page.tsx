import { Link } from '@tanstack/react-router'
import type { User } from '#contract/users.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { usePager } from '../../platform/use-pager.ts'
import { LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Panel } from '../../ui/panel.tsx'
import { InviteForm } from './invite-form.tsx'
import { UserState } from './user-state.tsx'
import { useUsers } from './users.ts'

const formats = createFormats()

/** Everybody who may sign in, and the way to invite others. */
export function UsersPage() {
  return (
    <>
      <PageHeading title="Users" />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <Panel
          title="People"
          about="Open somebody to see their jobs, change their role or let them in again."
        >
          <UserList />
        </Panel>
        <Panel title="Invite somebody" about="You get a link that works once. Hand it over yourself.">
          <InviteForm />
        </Panel>
      </div>
    </>
  )
}

function UserList() {
  const pager = usePager('')
  const users = useUsers(pager.cursor)
  if (users.data === undefined) {
    return users.error === null ? (
      <Loading what="the users" />
    ) : (
      <LoadFailed what="the users" error={users.error} retry={() => void users.refetch()} />
    )
  }
  return (
    <>
      <ul className="divide-y divide-line border-t border-line">
        {users.data.items.map((user) => (
          <UserEntry key={user.id} user={user} />
        ))}
      </ul>
      <PagerButtons pager={pager} nextCursor={users.data.nextCursor} what="users" />
    </>
  )
}

function UserEntry({ user }: { user: User }) {
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-1 py-3">
      <div className="mr-auto min-w-0">
        <Link
          to={screenPaths.user}
          params={{ userId: user.id }}
          className="link font-medium [overflow-wrap:anywhere]"
        >
          {user.name}
        </Link>
        <p className="text-sm leading-6 [overflow-wrap:anywhere] text-muted">
          {user.email} · {user.role} · since {formats.date(user.createdAt)}
        </p>
      </div>
      <UserState user={user} />
    </li>
  )
}
