import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { SystemAccess } from './system-state.ts'

interface Props {
  access: Exclude<SystemAccess, { stage: 'open' }>
  isLive: boolean
  onUnlock: (key: string) => void
}

/** Asks for the admin key, and says why a key was refused. */
export function KeyForm({ access, isLive, onUnlock }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [isEmpty, setIsEmpty] = useState(false)
  const isChecking = access.stage === 'checking'
  const reason = reasonOf(access, isEmpty)

  useEffect(() => {
    if (access.stage === 'refused') input.current?.select()
  }, [access.stage])

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const key = input.current?.value.trim() ?? ''
    setIsEmpty(key === '')
    if (key === '') input.current?.focus()
    else onUnlock(key)
  }

  return (
    <form onSubmit={submit} noValidate>
      <input type="text" name="username" autoComplete="username" value="admin" readOnly hidden />
      <label htmlFor="admin-key" className="font-semibold">
        Admin key
      </label>
      <p id="admin-key-help" className="mt-1 text-sm leading-6 text-pretty text-muted">
        Shows the versions, how long Docket has been running and how much it holds.
      </p>
      <div className="mt-3 flex gap-2">
        <input
          ref={input}
          id="admin-key"
          name="password"
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          aria-describedby="admin-key-reason admin-key-help"
          aria-invalid={reason !== undefined}
          className="min-h-10 min-w-0 flex-1 rounded-lg border border-line-strong bg-surface px-3 font-mono text-sm aria-invalid:border-bad"
        />
        <Button type="submit" aria-disabled={isChecking}>
          {isChecking ? 'Checking' : 'Show'}
        </Button>
      </div>
      <p
        id="admin-key-reason"
        role="alert"
        className="mt-2 text-sm leading-6 text-pretty text-bad empty:hidden"
      >
        {reason}
      </p>
      <p className="mt-2 text-xs leading-5 text-muted">
        {isChecking && !isLive
          ? 'Waiting for Docket to answer.'
          : 'Kept in this page only, until you close or reload it.'}
      </p>
    </form>
  )
}

function reasonOf(access: Props['access'], isEmpty: boolean): string | undefined {
  if (isEmpty) return 'Enter the key that Docket was started with.'
  return access.stage === 'refused' ? access.reason : undefined
}
