import type { ApiKey } from '#contract/users.ts'
import { createFormats } from '../../platform/format-time.ts'
import { reasonOf } from '../../platform/server-answer.ts'
import { usePager } from '../../platform/use-pager.ts'
import { Chip } from '../../ui/chip.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Empty, LoadFailed, Loading } from '../../ui/load-states.tsx'
import { PageHeading } from '../../ui/page-heading.tsx'
import { PagerButtons } from '../../ui/pager.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { KeyForm } from './key-form.tsx'
import { useKeys, useRevokeKey } from './keys.ts'

const formats = createFormats()

/** The keys with which programs come in. */
export function KeysPage() {
  return (
    <>
      <PageHeading title="API keys" />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <Panel
          title="Keys"
          about="A program sends its key as bearer token, and acts as the user it was made for."
        >
          <KeyList />
        </Panel>
        <Panel title="Make a key" about="It acts as you, and may do no more than its role.">
          <KeyForm />
        </Panel>
      </div>
    </>
  )
}

function KeyList() {
  const pager = usePager('')
  const keys = useKeys(pager.cursor)
  const revoke = useRevokeKey()
  if (keys.data === undefined) {
    return keys.error === null ? (
      <Loading what="the keys" />
    ) : (
      <LoadFailed what="the keys" error={keys.error} retry={() => void keys.refetch()} />
    )
  }
  if (keys.data.items.length === 0)
    return <Empty title="No keys yet">Make one for each program, so that each can be revoked alone.</Empty>
  return (
    <>
      <ul className="divide-y divide-line border-t border-line">
        {keys.data.items.map((key) => (
          <KeyEntry
            key={key.id}
            apiKey={key}
            isBusy={revoke.isPending}
            onRevoke={() => revoke.mutate(key.id)}
          />
        ))}
      </ul>
      <Refusal>{revoke.error === null ? undefined : reasonOf(revoke.error)}</Refusal>
      <PagerButtons pager={pager} nextCursor={keys.data.nextCursor} what="keys" />
    </>
  )
}

interface EntryProps {
  apiKey: ApiKey
  isBusy: boolean
  onRevoke: () => void
}

function KeyEntry({ apiKey, isBusy, onRevoke }: EntryProps) {
  const isExpired = apiKey.expiresAt !== null && new Date(apiKey.expiresAt) < new Date()
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-2 py-3">
      <div className="mr-auto min-w-0">
        <p className="font-medium [overflow-wrap:anywhere]">{apiKey.name}</p>
        <p className="text-sm leading-6 [overflow-wrap:anywhere] text-muted">
          <code className="font-mono text-[13px]">{apiKey.prefix}…</code> · {apiKey.role} · {usageOf(apiKey)}
        </p>
      </div>
      {apiKey.revokedAt !== null && <Chip tone="bad">Revoked</Chip>}
      {apiKey.revokedAt === null && isExpired && <Chip tone="waiting">Expired</Chip>}
      {apiKey.revokedAt === null && (
        <ConfirmButton
          label="Revoke"
          keep="Keep it"
          question={`Revoke ${apiKey.name}?`}
          isBusy={isBusy}
          onConfirm={onRevoke}
        >
          Whatever uses this key is refused from now on. That cannot be taken back.
        </ConfirmButton>
      )}
    </li>
  )
}

function usageOf({ lastUsedAt, expiresAt }: ApiKey): string {
  const used = lastUsedAt === null ? 'never used' : `last used ${formats.date(lastUsedAt)}`
  return expiresAt === null ? used : `${used} · until ${formats.date(expiresAt)}`
}
