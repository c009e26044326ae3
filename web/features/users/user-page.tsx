import { Link } from '@tanstack/react-router'
import type { User } from '#contract/users.ts'
import { screenPaths } from '../../platform/paths.ts'
import { reasonOf } from '../../platform/server-answer.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { JobList } from '../jobs/job-list.tsx'
import { LinkOnce } from './link-once.tsx'
import { RoleChoice, readRole } from './role-choice.tsx'
import { UserState } from './user-state.tsx'
import { useChangeUser, useNewLink, useUser } from './users.ts'

/** One user: who they are, what may be done about them, and their jobs. */
export function UserPage({ userId }: { userId: string }) {
  const user = useUser(userId)
  return (
    <>
      <p className="-mb-4 pt-4 text-sm">
        <Link to={screenPaths.users} className="link inline-block py-2 text-muted">
          All users
        </Link>
      </p>
      <PageHeading title={user.data?.name ?? 'User'} />
      {user.data === undefined && user.error === null && <Loading what="the user" />}
      {user.error !== null && (
        <LoadFailed what="the user" error={user.error} retry={() => void user.refetch()} />
      )}
      {user.data !== undefined && (
        <div className="grid items-start gap-6 lg:grid-cols-[22rem_1fr]">
          <Access user={user.data} />
          <Panel title="Jobs">
            <JobList ownerId={userId} emptyTitle={`${user.data.name} has no jobs`} />
          </Panel>
        </div>
      )}
    </>
  )
}

function Access({ user }: { user: User }) {
  const change = useChangeUser(user.id)
  const link = useNewLink(user.id)
  const error = change.error ?? link.error
  const isBusy = change.isPending || link.isPending
  return (
    <Panel
      title="Access"
      about={
        <span className="flex flex-wrap items-center justify-between gap-2 [overflow-wrap:anywhere]">
          {user.email} <UserState user={user} />
        </span>
      }
    >
      <div className="flex flex-col gap-5">
        <RoleChoice
          value={user.role}
          onChange={({ target }) => change.mutate({ role: readRole(target.value) })}
        />
        <div className="flex flex-wrap gap-2">
          {user.active && (
            <Button look="quiet" aria-disabled={isBusy} onClick={() => !isBusy && link.mutate(user)}>
              {user.hasPassword ? 'New reset link' : 'New invitation link'}
            </Button>
          )}
          <ActiveSwitch user={user} isBusy={isBusy} onSwitch={(active) => change.mutate({ active })} />
        </div>
        <Refusal>{error === null ? undefined : reasonOf(error)}</Refusal>
        {link.data !== undefined && (
          <LinkOnce
            key={link.data.url}
            link={link.data}
            what={user.hasPassword ? 'reset link' : 'invitation link'}
            of={user.name}
          />
        )}
      </div>
    </Panel>
  )
}

interface SwitchProps {
  user: User
  isBusy: boolean
  onSwitch: (active: boolean) => void
}

function ActiveSwitch({ user, isBusy, onSwitch }: SwitchProps) {
  if (!user.active) {
    return (
      <Button look="quiet" aria-disabled={isBusy} onClick={() => !isBusy && onSwitch(true)}>
        Let in again
      </Button>
    )
  }
  return (
    <ConfirmButton
      label="Deactivate"
      keep="Keep as it is"
      question={`Deactivate ${user.name}?`}
      isBusy={isBusy}
      onConfirm={() => onSwitch(false)}
    >
      Their sessions, keys and open pages end at once. Their jobs stay, and they can be let in again.
    </ConfirmButton>
  )
}
