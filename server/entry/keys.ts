import type { ApiKey, Role } from '#contract/users.ts'
import { findPerson } from '../features/users/find-person.ts'
import { createKey } from '../features/users/keys/create-key.ts'
import { listKeys as readKeys } from '../features/users/keys/list-keys.ts'
import { revokeKey as putOutOfUse } from '../features/users/keys/revoke-key.ts'
import { oneLine } from '../platform/one-line.ts'
import { readAll } from './read-all.ts'
import { printJson, printLines, sayOnStderr, withCall } from './with-call.ts'

interface Json {
  json: boolean
}

const command = 'docket keys'

/** `docket keys list`: prints every API key, without its secret. */
export async function listKeys({ json, user }: Json & { user?: string }): Promise<void> {
  const keys = await withCall(command, async (call) => {
    const userId = user === undefined ? undefined : (await findPerson(call, user)).id
    return readAll((page) => readKeys(call, { ...page, userId }))
  })
  if (json) printJson({ keys })
  else printLines(keys.length > 0 ? keys.map(describe) : ['no keys yet'])
}

/** `docket keys add`: makes a key of a user and prints it, this once. */
export async function addKey(
  options: Json & { user: string; name: string; role?: Role; expires?: string },
): Promise<void> {
  const { user, name, role, expires, json } = options
  await withCall(command, async (call) => {
    const { id: userId } = await findPerson(call, user)
    const created = await createKey(call, {
      userId,
      name,
      ...(role && { role }),
      ...(expires !== undefined && { expiresAt: expires }),
    })
    if (json) return printJson({ key: created })
    const { key, ...stored } = created
    sayOnStderr(describe(stored))
    sayOnStderr('This is the key; it is shown only now:')
    printLines([key])
  })
}

/** `docket keys revoke`: puts a key out of use for good. */
export async function revokeKey(id: string, { json }: Json): Promise<void> {
  await withCall(command, (call) => putOutOfUse(call, id))
  if (json) printJson({ revoked: id })
  else printLines([`revoked ${oneLine(id)}`])
}

function describe({ id, prefix, role, name, expiresAt, revokedAt }: ApiKey): string {
  return [id, `${prefix}…`, role.padEnd(8), stateOf(expiresAt, revokedAt), oneLine(name)].join('  ')
}

function stateOf(expiresAt: string | null, revokedAt: string | null): string {
  if (revokedAt !== null) return `revoked ${revokedAt}`
  return expiresAt === null ? 'never expires' : `expires ${expiresAt}`
}
