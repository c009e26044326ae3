import { type SubmitEvent, useRef } from 'react'
import type { CreateUser } from '#contract/users.ts'
import { faultsOf, wholeFaultOf } from '../../platform/faults.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { LinkOnce } from './link-once.tsx'
import { RoleChoice, readRole } from './role-choice.tsx'
import { useInviteUser } from './users.ts'

/** Asks for a name and an address, and answers with the link for them. */
export function InviteForm() {
  const invite = useInviteUser()
  const form = useRef<HTMLFormElement>(null)
  const faults = faultsOf(invite.error)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (invite.isPending) return
    invite.mutate(inputOf(new FormData(event.currentTarget)), { onSuccess: () => form.current?.reset() })
  }

  return (
    <div className="space-y-5">
      <form ref={form} onSubmit={submit} noValidate className="space-y-4">
        <TextField label="Name" name="name" autoComplete="off" fault={faults.get('/name')} />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="off"
          spellCheck={false}
          fault={faults.get('/email')}
        />
        <RoleChoice name="role" defaultValue="operator" />
        <Refusal>{wholeFaultOf(invite.error, ['/name', '/email'])}</Refusal>
        <Button type="submit" aria-disabled={invite.isPending}>
          {invite.isPending ? 'Inviting' : 'Invite'}
        </Button>
      </form>
      {invite.data !== undefined && (
        <LinkOnce
          key={invite.data.id}
          link={invite.data.invitation}
          what="invitation link"
          of={invite.data.name}
        />
      )}
    </div>
  )
}

function inputOf(form: FormData): CreateUser {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  return { name: text('name'), email: text('email'), role: readRole(form.get('role')) }
}
