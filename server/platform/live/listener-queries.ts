import { Client } from 'pg'

/**
 * Connects and listens on `channels`. The connection has no time-outs of its own: it says nothing most of the time.
 * @param onNotification gets the channel and what was said on it
 */
export async function connectListener(
  url: string,
  channels: readonly string[],
  onNotification: (channel: string, payload: string) => void,
): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'docket live',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: 0,
  })
  client.on('notification', ({ channel, payload = '' }) => onNotification(channel, payload))
  // A loss is told by the event `end` as well, which also comes when somebody closes it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`)
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}
