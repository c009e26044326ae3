import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { exitCodes, PlainError } from './errors.ts'

/** One setting: its variable, what it is when unset, how its text is read, and what it means. */
interface Setting<T> {
  variable: string
  /** The text that stands for an unset variable; absent when the setting is optional. */
  fallback?: string
  /** Returns the value, or throws an Error whose message says what would be right. */
  parse: (text: string) => T
  meaning: string
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Every setting of Docket, in the order of the documentation. The one place that knows them. */
export const settings = {
  host: setting('HOST', '127.0.0.1', parseHost, 'the address it listens on; localhost stands for 127.0.0.1'),
  port: setting('PORT', '8000', wholeNumber(0, 65_535), 'the port it listens on; 0 takes a free one'),
  databaseUrl: optional(
    'DATABASE_URL',
    parseDatabaseUrl,
    'a PostgreSQL 15-18 server; without it an embedded PostgreSQL runs in the data directory',
  ),
  databasePoolSize: setting(
    'DATABASE_POOL_SIZE',
    '10',
    wholeNumber(2, 200),
    'how many database connections one process holds at most, beside one for each import and a few for its queue and live news',
  ),
  importSlots: setting(
    'IMPORT_SLOTS',
    '2',
    wholeNumber(1, 64),
    'how many imports one process runs at the same moment, each in a thread and on a connection of its own',
  ),
  dataDir: setting(
    'DOCKET_DATA_DIR',
    './.docket',
    parseDirectory,
    'where the embedded database, uploads and results live',
  ),
  temporalHost: optional(
    'TEMPORAL_HOST',
    parseHostAndPort,
    'host:port of a Temporal server; no part of this version uses it yet',
  ),
  adminApiKey: optional(
    'DOCKET_ADMIN_API_KEY',
    parseSecret,
    "accepted as an admin's API key; at least 24 characters",
  ),
  serverUrl: optional(
    'DOCKET_SERVER',
    parseHttpUrl,
    'the address of the server that `docket import` sends files to, when it is not the one of the data directory',
  ),
  apiKey: optional('DOCKET_API_KEY', parseSecret, 'the API key that `docket import` comes with'),
  publicUrl: optional(
    'PUBLIC_URL',
    parseHttpUrl,
    'the address people reach Docket under, when it is not the one it listens on',
  ),
  trustedProxy: optional(
    'TRUSTED_PROXY',
    parseProxies,
    'addresses or CIDR ranges of the proxies whose X-Forwarded headers count, separated by commas',
  ),
  tlsCertFile: optional(
    'TLS_CERT_FILE',
    parseFile,
    'a PEM certificate to serve HTTPS with; goes with TLS_KEY_FILE',
  ),
  tlsKeyFile: optional('TLS_KEY_FILE', parseFile, 'the PEM key of TLS_CERT_FILE'),
  logLevel: setting('LOG_LEVEL', 'info', oneOf(logLevels), `how much is logged: ${logLevels.join(', ')}`),
  maxUploadBytes: setting(
    'MAX_UPLOAD_BYTES',
    '2147483648',
    wholeNumber(1, Number.MAX_SAFE_INTEGER),
    'the largest file that can be uploaded, in bytes',
  ),
  uploadRetentionDays: setting(
    'UPLOAD_RETENTION_DAYS',
    '30',
    wholeNumber(1, 36_500),
    'how many days uploaded files are kept after their job has ended; a job that is not started in that time is cancelled',
  ),
  archiveAfterMonths: optional(
    'ARCHIVE_AFTER_MONTHS',
    wholeNumber(1, 1_200),
    'how many whole months of events and documents of ended orders the database keeps: every night, what is older is archived; unset, nothing is archived by itself',
  ),
} as const

type Settings = typeof settings
/** All settings, read and checked. A setting without a default is undefined when its variable is unset. */
export type Config = Readonly<{
  [K in keyof Settings]:
    | ReturnType<Settings[K]['parse']>
    | (Settings[K] extends { fallback: string } ? never : undefined)
}>

/**
 * Reads all settings from `environment`, an empty value counting as unset.
 * @throws PlainError naming every fault at once, one per line.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = processEnvironment(),
): Config {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { variable, fallback, parse }] of Object.entries<Setting<unknown>>(settings)) {
    const text = environment[variable]?.trim() || fallback
    try {
      values[name] = text === undefined ? undefined : parse(text)
    } catch (error) {
      faults.push(`${variable}: ${error instanceof Error ? error.message : error}`)
    }
  }
  // Every key of `settings` was just assigned its own parser's result or undefined.
  const config = Object.freeze(values) as Config
  faults.push(...findContradictions(config))
  if (faults.length > 0)
    throw new PlainError(`these settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  return config
}

/** True when `host` can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function findContradictions(config: Config): string[] {
  const faults: string[] = []
  const hasTls = config.tlsCertFile !== undefined && config.tlsKeyFile !== undefined
  if (!hasTls && (config.tlsCertFile ?? config.tlsKeyFile) !== undefined) {
    faults.push('TLS_CERT_FILE and TLS_KEY_FILE: each needs the other')
  }
  // That there must be an admin too is looked at when the database can be asked.
  if (config.host !== undefined && !isLoopback(config.host) && !hasTls && config.trustedProxy === undefined) {
    faults.push(`HOST: listening on ${config.host} needs TLS_CERT_FILE and TLS_KEY_FILE, or TRUSTED_PROXY`)
  }
  return faults
}

/** The process's environment over the `.env` file of the working directory; an empty variable hides nothing. */
function processEnvironment(): Record<string, string | undefined> {
  const set = Object.entries(process.env).filter(([, value]) => value?.trim())
  return { ...readEnvFile('.env'), ...Object.fromEntries(set) }
}

/**
 * The variables of an `.env` file, none when it is not there.
 * @throws PlainError when it cannot be read, or a line of it sets nothing.
 */
export function readEnvFile(path: string): Record<string, string | undefined> {
  if (!existsSync(path)) return {}
  const text = readText(path)
  // Node passes over what it cannot read. Values in quotes may hold lines of any form, so those are left to it.
  const lines = /=\s*["'`]/.test(text) ? [] : text.split(/\r?\n/)
  const wrong = lines.findIndex((line) => !/^\s*(#.*|(export\s+)?[A-Za-z_]\w*\s*=.*)?$/.test(line))
  if (wrong >= 0)
    throw new PlainError(`line ${wrong + 1} of ${path} sets nothing: write NAME=value, or # before a comment`)
  return parseEnv(text)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PlainError(`${path} cannot be read: ${reason}`, exitCodes.failed, { cause })
  }
}

function setting<T>(variable: string, fallback: string, parse: (text: string) => T, meaning: string) {
  return { variable, fallback, parse, meaning } satisfies Setting<T>
}

function optional<T>(variable: string, parse: (text: string) => T, meaning: string) {
  return { variable, parse, meaning } satisfies Setting<T>
}

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new Error(`must be a whole number from ${min} to ${max}, not "${text}"`)
    return value
  }
}

function oneOf<const T extends readonly string[]>(choices: T) {
  return (text: string): T[number] => {
    const choice = choices.find((one) => one === text)
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}, not "${text}"`)
    return choice
  }
}

function parseHost(text: string): string {
  if (isIP(text) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text))
    throw new Error(`must be a host name or an address, not "${text}"`)
  // Fastify would make a second server for another address of this name, and leave out how we answer bad requests.
  return text.toLowerCase() === 'localhost' ? '127.0.0.1' : text
}

function parseHostAndPort(text: string): string {
  if (!/^[^\s:/]+:\d{1,5}$/.test(text)) throw new Error(`must be host:port, not "${text}"`)
  return text
}

function parseDatabaseUrl(text: string): string {
  // The value may hold a password, so the message never repeats it.
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text))
    throw new Error('must be a postgres://user:password@host:port/database address')
  return text
}

function parseDirectory(text: string): string {
  return resolve(text)
}

function parseFile(text: string): string {
  if (!existsSync(text)) throw new Error(`there is no file "${text}"`)
  return resolve(text)
}

function parseSecret(text: string): string {
  if (text.length < 24) throw new Error(`must have at least 24 characters, not ${text.length}`)
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error('must be printable ASCII without spaces')
  return text
}

function parseHttpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Error(`must be an http:// or https:// address, not "${text}"`)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Error(`must not have a path, query or fragment, but is "${text}"`)
  return url.origin
}

function parseProxies(text: string): readonly string[] {
  return text.split(',').map((entry) => {
    const [address = '', prefix, ...rest] = entry.trim().split('/')
    const bits = isIP(address) === 4 ? 32 : 128
    const isRange = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
    if (isIP(address) === 0 || !isRange || rest.length > 0)
      throw new Error(`must be addresses or CIDR ranges separated by commas, but has "${entry.trim()}"`)
    return entry.trim()
  })
}
