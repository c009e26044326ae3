import { existsSync } from 'node:fs'
import type { OneTimeLink, Role, User } from '#contract/users.ts'
import { changeUser } from '../features/users/change-user.ts'
import { createUser } from '../features/users/create-user.ts'
import { findPerson } from '../features/users/find-person.ts'
import { sendLink } from '../features/users/links/send-link.ts'
import { listUsers as readUsers } from '../features/users/list-users.ts'
import type { Config } from '../platform/config.ts'
import { exitCodes, PlainError } from '../platform/errors.ts'
import { oneLine } from '../platform/one-line.ts'
import type { Call } from '../platform/principal.ts'
import { isProcessLockHeld } from '../platform/process-lock.ts'
import { readServerFile, serverLockPath } from '../platform/server-file.ts'
import { readAll } from './read-all.ts'
import { printJson, printLines, sayOnStderr, withCall } from './with-call.ts'

interface Json {
  json: boolean
}

const command = 'docket users'

/** `docket users list`: prints every user. */
export async function listUsers({ json }: Json): Promise<void> {
  const users = await withCall(command, (call) => readAll((page) => readUsers(call, page)))
  if (json) printJson({ users })
  else printLines(users.length > 0 ? users.map(describe) : ['no users yet'])
}

/** `docket users add`: makes a user and prints the link by which they choose their password. */
export async function addUser(options: Json & { email: string; name: string; role: Role }): Promise<void> {
  const { email, name, role, json } = options
  await withCall(command, async (call) => {
    const baseUrl = baseUrlFor(call.config)
    const { invitation, ...user } = await createUser(call, { email, name, role, baseUrl })
    printLink(json, user, invitation)
  })
}

/** `docket users change`: changes the name, the address or the role of a user. */
export async function changeNamedUser(
  who: string,
  { json, ...change }: Json & { name?: string; email?: string; role?: Role },
): Promise<void> {
  if (Object.keys(change).length === 0)
    throw new PlainError('say what to change: --name, --email or --role', exitCodes.wrongUsage)
  await withCall(command, async (call) => printUser(json, await changeFound(call, who, change)))
}

/** `docket users activate` and `deactivate`. */
export async function setActive(who: string, active: boolean, { json }: Json): Promise<void> {
  await withCall(command, async (call) => printUser(json, await changeFound(call, who, { active })))
}

/** `docket users reset`: prints a link by which a user chooses a password, their first or a new one. */
export async function resetUser(who: string, { json }: Json): Promise<void> {
  await withCall(command, async (call) => {
    const user = await findPerson(call, who)
    const purpose = user.hasPassword ? 'reset' : 'invitation'
    const link = await sendLink(call, { userId: user.id, purpose, baseUrl: baseUrlFor(call.config) })
    printLink(json, user, link)
  })
}

async function changeFound(call: Call, who: string, change: Parameters<typeof changeUser>[2]): Promise<User> {
  const { id } = await findPerson(call, who)
  return changeUser(call, id, change)
}

/** Where the server listens, or will: a link of the command line is opened there. */
function baseUrlFor({ publicUrl, dataDir, host, port, tlsCertFile }: Config): string {
  const scheme = tlsCertFile === undefined ? 'http' : 'https'
  const name = host.includes(':') ? `[${host}]` : host
  const isRunning = existsSync(dataDir) && isProcessLockHeld(serverLockPath(dataDir))
  const running = isRunning ? readServerFile(dataDir)?.url : undefined
  return publicUrl ?? running ?? `${scheme}://${name}:${port}`
}

function describe({ id, email, name, role, active, hasPassword }: User): string {
  const whenActive = hasPassword ? 'active' : 'invited'
  const state = active ? whenActive : 'deactivated'
  return [id, role.padEnd(8), state.padEnd(11), oneLine(email), oneLine(name)].join('  ')
}

function printUser(json: boolean, user: User): void {
  if (json) printJson({ user })
  else printLines([describe(user)])
}

/** The link is a secret: it goes to stdout alone, once. */
function printLink(json: boolean, user: User, link: OneTimeLink): void {
  if (json) {
    printJson({ user, link })
    return
  }
  sayOnStderr(describe(user))
  sayOnStderr(`Send them this link; it can be used once, until ${link.expiresAt}:`)
  printLines([link.url])
}
