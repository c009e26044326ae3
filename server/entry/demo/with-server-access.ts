import { createKey } from '../../features/users/keys/create-key.ts'
import { revokeKey } from '../../features/users/keys/revoke-key.ts'
import { listUsers } from '../../features/users/list-users.ts'
import { readConfig } from '../../platform/config.ts'
import { exitCodes, PlainError } from '../../platform/errors.ts'
import { explain } from '../import/call-server.ts'
import { findServer, type ServerAccess } from '../import/find-server.ts'
import { readAll } from '../read-all.ts'
import { withCall } from '../with-call.ts'

/** Where a command sends made-up data. */
export interface DemoAccess {
  server: ServerAccess
  /** Whose key was made for it; undefined where a key was given. */
  userId?: string
}

/** The options that say where to. */
export interface DemoTarget {
  server?: string
  key?: string
}

/**
 * Runs `use` with a way to a server: the one that is named, with the key that is given; else the one that runs on the data
 * directory, with a key of its first admin that is revoked afterwards.
 * @throws PlainError with one line
 */
export async function withServerAccess<T>(
  command: string,
  target: DemoTarget,
  use: (access: DemoAccess) => Promise<T>,
): Promise<T> {
  const config = readConfig()
  const hasKey = (target.key ?? config.apiKey) !== undefined
  const isElsewhere = (target.server ?? config.serverUrl) !== undefined
  const work = (access: DemoAccess) =>
    use(access).catch((error) => {
      throw explain(error)
    })
  if (hasKey || isElsewhere) return work({ server: findServer(config, target) })
  const { url } = findServer(config, { ...target, key: 'found-later' })
  return withCall(command, async (call) => {
    const admin = (await readAll((page) => listUsers(call, page))).find(
      ({ role, active }) => role === 'admin' && active,
    )
    if (admin === undefined)
      throw new PlainError(
        'there is no admin yet: open the link that `docket serve` prints first, then run this again',
        exitCodes.failed,
      )
    const { id, key } = await createKey(call, { userId: admin.id, name: command })
    try {
      return await work({ server: { url, key }, userId: admin.id })
    } finally {
      await revokeKey(call, id)
    }
  })
}
