import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useState } from 'react'
import type { LinkPurpose, UseLink } from '#contract/sign-in.ts'
import { faultsOf, wholeFaultOf } from '../../platform/faults.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { RefusedError, reasonOf } from '../../platform/server-answer.ts'
import { Button, ScreenLink } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { Slip } from '../../ui/slip.tsx'
import { useLinkPurpose, useOneTimeLink } from './one-time-links.ts'

const formats = createFormats()

const titles: Record<LinkPurpose['purpose'], string> = {
  setup: 'Become the first admin',
  invitation: 'Welcome to Docket',
  reset: 'Choose a new password',
}

/** The screen of a one-time link. Its token stands behind the `#`, which browsers send to nobody. */
export function LinkPage({ token }: { token: string }) {
  const link = useLinkPurpose(token)
  const title = link.data === undefined ? 'One-time link' : titles[link.data.purpose]
  useEffect(() => {
    document.title = `${title} · Docket`
  }, [title])
  return (
    <div className="mx-auto max-w-md pt-6 sm:pt-14">
      <Slip>
        <h1 tabIndex={-1} className="text-[28px] leading-9 font-semibold tracking-tight outline-none">
          {title}
        </h1>
        {link.data === undefined ? (
          <NoPurpose token={token} error={link.error} retry={() => void link.refetch()} />
        ) : (
          <LinkForm token={token} purpose={link.data} />
        )}
      </Slip>
    </div>
  )
}

function NoPurpose({ token, error, retry }: { token: string; error: Error | null; retry: () => void }) {
  if (token === '') return <Refused reason="This link is not whole. Copy it again, to its very end." />
  if (error === null) return <p className="mt-4 text-muted">Looking at the link.</p>
  const isFinal = error instanceof RefusedError && error.problem.status < 500 && error.problem.status !== 429
  return <Refused reason={reasonOf(error)} {...(isFinal ? {} : { retry })} />
}

function Refused({ reason, retry }: { reason: string; retry?: () => void }) {
  return (
    <div className="mt-5 space-y-4">
      <Refusal>{reason}</Refusal>
      <p className="flex flex-wrap gap-2">
        {retry !== undefined && <Button onClick={retry}>Try again</Button>}
        <ScreenLink look="quiet" to={screenPaths.signIn} search={{}}>
          Go to sign-in
        </ScreenLink>
      </p>
    </div>
  )
}

function LinkForm({ token, purpose }: { token: string; purpose: LinkPurpose }) {
  const navigate = useNavigate()
  const use = useOneTimeLink()
  const [mismatch, setMismatch] = useState<string>()
  const faults = faultsOf(use.error)
  const isSetup = purpose.purpose === 'setup'

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const isSame = form.get('password') === form.get('again')
    setMismatch(isSame ? undefined : 'The two passwords differ.')
    if (!isSame || use.isPending) return
    use.mutate(inputOf(token, form, isSetup), {
      onSuccess: () => void navigate({ to: screenPaths.jobs, replace: true }),
    })
  }

  return (
    <form onSubmit={submit} noValidate className="mt-4 space-y-4">
      <Lead purpose={purpose} />
      {isSetup ? (
        <>
          <TextField label="Your name" name="name" autoComplete="name" fault={faults.get('/name')} />
          <TextField
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            spellCheck={false}
            fault={faults.get('/email')}
          />
        </>
      ) : (
        <input type="text" autoComplete="username" value={purpose.email ?? ''} readOnly hidden />
      )}
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        help="At least 12 characters. A few words are easier to remember than signs."
        fault={faults.get('/password')}
      />
      <TextField
        label="The same password again"
        name="again"
        type="password"
        autoComplete="new-password"
        fault={mismatch}
      />
      <Refusal>{mismatch ?? wholeFaultOf(use.error, ['/name', '/email', '/password'])}</Refusal>
      <Button type="submit" aria-disabled={use.isPending} className="w-full">
        {use.isPending ? 'Signing in' : 'Set the password and sign in'}
      </Button>
      <p className="text-sm leading-6 text-muted">
        This link works once, until {formats.date(purpose.expiresAt)}.
      </p>
    </form>
  )
}

function Lead({ purpose: { purpose, name, email } }: { purpose: LinkPurpose }) {
  if (purpose === 'setup')
    return (
      <p className="leading-relaxed text-pretty text-muted">
        Nobody uses this Docket yet. You will be its first admin, and can invite others.
      </p>
    )
  return (
    <p className="leading-relaxed text-pretty text-muted">
      {purpose === 'invitation' ? 'You were invited as ' : 'For '}
      <strong className="font-semibold [overflow-wrap:anywhere] text-ink">
        {name} ({email})
      </strong>
      .
    </p>
  )
}

function inputOf(token: string, form: FormData, isSetup: boolean): UseLink {
  const text = (name: string) => String(form.get(name) ?? '')
  const input = { token, password: text('password') }
  return isSetup ? { ...input, name: text('name').trim(), email: text('email').trim() } : input
}
