import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

export type { Logger } from 'pino'

/** What a log line never shows, wherever a logged object carries it. */
const redactedPaths = [
  // Also those that a plugin logs at the level trace.
  '*.headers.authorization',
  '*.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.email',
  '*.phone',
]

/** Opens the log: one JSON object a line on stderr, because stdout belongs to what a command has to say. */
export function createLog(
  config: Pick<Config, 'logLevel'>,
  stream: DestinationStream = destination(2),
): Logger {
  return pino({ level: config.logLevel, base: null, redact: redactedPaths }, stream)
}
