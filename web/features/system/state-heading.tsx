import type { ReactNode } from 'react'
import { createFormats } from '../../platform/format-time.ts'
import { Button } from '../../ui/button.tsx'
import { type Tone, ToneIcon } from '../../ui/tone-icon.tsx'
import type { ReadinessState, ReadinessView } from './readiness.ts'

const formats = createFormats()

/** The first lines of the slip: the state in a word or two, and what it rests on. */
export function StateHeading({ readiness }: { readiness: ReadinessView }) {
  const { tone, title } = headlineOf(readiness)
  return (
    <div>
      <h2 id="system" className="font-mono text-xs tracking-[0.12em] text-muted uppercase">
        System
      </h2>
      <p className="mt-3 flex items-center gap-3 text-[28px] leading-9 font-semibold tracking-tight">
        <ToneIcon tone={tone} />
        {title}
      </p>
      <div className="mt-2 min-h-12 text-sm leading-6 text-muted">{explain(readiness)}</div>
    </div>
  )
}

interface Headline {
  tone: Tone
  title: string
}

function headlineOf({ connection, state }: ReadinessView): Headline {
  if (connection === 'reconnecting') return { tone: 'caution', title: 'Reconnecting' }
  if (connection === 'offline') return { tone: 'bad', title: 'Offline' }
  if (state === undefined) return { tone: 'waiting', title: 'Connecting' }
  return state.ready ? { tone: 'good', title: 'Ready' } : { tone: 'bad', title: 'Not ready' }
}

function explain(readiness: ReadinessView): ReactNode {
  const { connection, state, answeredAt, now } = readiness
  if (connection === 'reconnecting') {
    return (
      <p>
        Docket stopped answering. Last seen <Seen at={answeredAt} now={now} />; this page finds it again by
        itself.
      </p>
    )
  }
  if (connection === 'offline') return <Offline readiness={readiness} />
  if (state === undefined) return <p>Asking Docket how it is.</p>
  return (
    <p>
      {summaryOf(state)}
      <br />
      Last seen <Seen at={answeredAt} now={now} />
    </p>
  )
}

/** The checks below tell each fault; only a refusal without faults needs its own words here. */
function summaryOf(state: ReadinessState): string {
  if (state.ready) return 'Everything it needs is in order.'
  return state.faults.length > 0 ? 'It runs, but cannot do its work yet.' : state.detail
}

function Offline({ readiness: { answeredAt, now, askNow } }: { readiness: ReadinessView }) {
  return (
    <>
      <p>
        {answeredAt === 0 ? (
          'Docket does not answer.'
        ) : (
          <>
            No answer since <Seen at={answeredAt} now={now} />.
          </>
        )}{' '}
        If it was stopped, start it with <code className="font-mono text-ink">npm start</code>. This page
        keeps trying.
      </p>
      <Button look="quiet" className="mt-3" onClick={askNow}>
        Try now
      </Button>
    </>
  )
}

function Seen({ at, now }: { at: number; now: number }) {
  const moment = formats.moment(at, now)
  return (
    <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap text-ink tabular-nums">
      {moment}
    </time>
  )
}

/** What a screen reader is told when the state changes. Times are left out: they change all the time. */
export function announcementOf({ connection, state }: ReadinessView): string {
  switch (connection) {
    case 'connecting':
      return ''
    case 'reconnecting':
      return 'Docket stopped answering. Reconnecting.'
    case 'offline':
      return 'Docket is offline. This page keeps trying.'
    case 'live':
      if (state === undefined) return ''
      return state.ready ? 'Docket is ready.' : `Docket is not ready. ${state.detail}`
    default:
      return connection satisfies never
  }
}
