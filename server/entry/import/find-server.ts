import { existsSync } from 'node:fs'
import { type Config, settings } from '../../platform/config.ts'
import { exitCodes, PlainError } from '../../platform/errors.ts'
import { isProcessLockHeld } from '../../platform/process-lock.ts'
import { readServerFile, serverLockPath } from '../../platform/server-file.ts'

/** Where a command sends its files, and what it comes in with. */
export interface ServerAccess {
  /** Without a slash at its end. */
  url: string
  key: string
}

/**
 * The server that was named, else the one that runs on the data directory. The key of this installation's admin is
 * sent to that one only: another server would learn it.
 * @throws PlainError
 */
export function findServer(
  config: Pick<Config, 'dataDir' | 'serverUrl' | 'apiKey' | 'adminApiKey'>,
  named: { server?: string; key?: string },
): ServerAccess {
  const other = named.server ?? config.serverUrl
  const key = named.key ?? config.apiKey ?? (other === undefined ? config.adminApiKey : undefined)
  if (key === undefined)
    throw new PlainError(
      `a key is needed: --key, or ${settings.apiKey.variable} in the environment; \`docket keys add\` makes one`,
      exitCodes.wrongUsage,
    )
  return { url: other ?? findRunning(config.dataDir), key }
}

function findRunning(dataDir: string): string {
  const isRunning = existsSync(dataDir) && isProcessLockHeld(serverLockPath(dataDir))
  if (!isRunning)
    throw new PlainError(
      `no Docket runs on ${dataDir}: start it with \`docket serve\`, or name one with --server`,
    )
  const url = readServerFile(dataDir)?.url
  if (url === undefined) throw new PlainError(`the Docket on ${dataDir} is still starting: try again`)
  return url
}
