import type { Session } from '#contract/sign-in.ts'
import { createFormats } from '../../platform/format-time.ts'
import { reasonOf } from '../../platform/server-answer.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Button } from '../../ui/button.tsx'
import { Fact, Facts } from '../../ui/fact-row.tsx'
import { LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { useSignOut } from '../sign-in/sign-out.ts'
import { useMyself } from '../sign-in/signed-in-user.tsx'
import { describeDevice } from './describe-device.ts'
import { useEndSession, useSessions } from './sessions.ts'

const formats = createFormats()

/** Who one is here, and where one is signed in. */
export function AccountPage() {
  const myself = useMyself()
  const signOut = useSignOut()
  return (
    <>
      <PageHeading
        title="Account"
        actions={
          <Button look="quiet" aria-disabled={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[22rem_1fr]">
        <Panel title="You">
          <Facts>
            <Fact name="Name">
              <span className="[overflow-wrap:anywhere]">{myself.name}</span>
            </Fact>
            <Fact name="E-mail">
              <span className="[overflow-wrap:anywhere]">{myself.email}</span>
            </Fact>
            <Fact name="Role">{myself.role}</Fact>
          </Facts>
          <Refusal>{signOut.error === null ? undefined : reasonOf(signOut.error)}</Refusal>
        </Panel>
        <Sessions />
      </div>
    </>
  )
}

function Sessions() {
  const pager = usePager('')
  const sessions = useSessions(pager.cursor)
  const end = useEndSession()
  return (
    <Panel title="Sessions" about="Where you are signed in. End what you do not recognise.">
      {sessions.data === undefined && sessions.error === null && <Loading what="your sessions" />}
      {sessions.error !== null && (
        <LoadFailed what="your sessions" error={sessions.error} retry={() => void sessions.refetch()} />
      )}
      {sessions.data !== undefined && (
        <>
          <ul className="divide-y divide-line">
            {sessions.data.items.map((session) => (
              <SessionEntry
                key={session.id}
                session={session}
                isEnding={end.isPending}
                onEnd={() => end.mutate(session.id)}
              />
            ))}
          </ul>
          <PagerButtons pager={pager} nextCursor={sessions.data.nextCursor} what="sessions" />
        </>
      )}
      <Refusal>{end.error === null ? undefined : reasonOf(end.error)}</Refusal>
    </Panel>
  )
}

interface EntryProps {
  session: Session
  isEnding: boolean
  onEnd: () => void
}

function SessionEntry({ session, isEnding, onEnd }: EntryProps) {
  const device = describeDevice(session.userAgent)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="mr-auto min-w-0">
        <p className="font-medium [overflow-wrap:anywhere]">
          {device}
          {session.current && <span className="text-good"> · this one</span>}
        </p>
        <p className="text-sm leading-6 text-muted">
          {session.address !== null && `${session.address} · `}last seen {formats.date(session.lastSeenAt)} ·
          since {formats.date(session.createdAt)}
        </p>
      </div>
      {!session.current && (
        <Button look="quiet" aria-disabled={isEnding} onClick={() => !isEnding && onEnd()}>
          End<span className="sr-only"> the session of {device}</span>
        </Button>
      )}
    </li>
  )
}
