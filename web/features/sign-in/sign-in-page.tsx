import { useRouter } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { reasonOf } from '../../platform/server-answer.ts'
import { Barcode } from '../../ui/barcode.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { Slip } from '../../ui/slip.tsx'
import { Promises } from '../welcome/promises.tsx'
import { Welcome } from '../welcome/welcome.tsx'
import { FirstAdmin } from './first-admin.tsx'
import { useSignIn } from './sign-in.ts'
import { TroubleBelow } from './trouble-below.tsx'
import { useWho } from './who.ts'

/** Where everybody begins who is not signed in; `back` is where they wanted to go. */
export function SignInPage({ back }: { back: string }) {
  const who = useWho().data
  const router = useRouter()
  const isSetUp = who === undefined || who.isSignedIn || who.isSetUp
  const title = isSetUp ? 'Sign in' : 'Get in for the first time'

  useEffect(() => {
    document.title = `${title} · Docket`
  }, [title])
  useEffect(() => {
    if (who?.isSignedIn === true) router.history.replace(back)
  }, [who, router, back])

  return (
    <div className="grid items-start gap-x-16 gap-y-12 pt-6 sm:pt-14 lg:grid-cols-[1fr_26rem] lg:grid-rows-[auto_1fr]">
      <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Slip>
          <h1 tabIndex={-1} className="text-[28px] leading-9 font-semibold tracking-tight outline-none">
            {title}
          </h1>
          {isSetUp ? <SignInForm /> : <FirstAdmin />}
          <TroubleBelow />
          <Barcode className="mt-8 h-9 w-full text-ink" />
          <p className="mt-2 flex justify-between font-mono text-xs text-muted">
            <span>DOCKET</span>
            <span>{window.location.host}</span>
          </p>
        </Slip>
      </div>
      <div className="lg:col-start-1 lg:row-start-1">
        <Welcome />
      </div>
      <Promises />
    </div>
  )
}

function SignInForm() {
  const signIn = useSignIn()
  const [email, setEmail] = useState('')
  const [missing, setMissing] = useState<string>()
  const password = useRef<HTMLInputElement>(null)
  const reason = missing ?? (signIn.error === null ? undefined : reasonOf(signIn.error))

  useEffect(() => {
    if (signIn.error !== null) password.current?.select()
  }, [signIn.error])

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = password.current?.value ?? ''
    const isComplete = email.trim() !== '' && typed !== ''
    setMissing(isComplete ? undefined : 'Enter your e-mail address and your password.')
    if (isComplete && !signIn.isPending) signIn.mutate({ email: email.trim(), password: typed })
  }

  return (
    <form onSubmit={submit} noValidate className="mt-5 space-y-4">
      <TextField
        label="E-mail"
        name="username"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        ref={password}
      />
      <Refusal>{reason}</Refusal>
      <Button type="submit" aria-disabled={signIn.isPending} className="w-full">
        {signIn.isPending ? 'Signing in' : 'Sign in'}
      </Button>
      <p className="text-sm leading-6 text-pretty text-muted">
        Forgotten the password, or none yet? An admin of this Docket can give you a one-time link.
      </p>
    </form>
  )
}
