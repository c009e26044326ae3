import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../../platform/context.ts'
import { hintsChannel } from '../../../platform/live/hints-queries.ts'
import { openListener } from '../../../platform/live/open-listener.ts'
import { jobsChannel } from './announce-job-queries.ts'
import { readAccessEnded, readJobNews } from './job-news.ts'
import { createJobStreams } from './job-streams.ts'
import { createLiveHub, type LiveHub } from './live-hub.ts'
import { type LiveLimits, liveLimits } from './live-limits.ts'
import { readHint } from './read-hint.ts'

/** The live connections of this process, and what feeds them. */
export interface Live {
  readonly hub: LiveHub
  readonly limits: LiveLimits
  /** Closes every socket, saying that the server stops, and lets go of the database. */
  stop(): Promise<void>
}

/** The channel on which it is told whose access has ended. */
const accessChannel = 'docket_access'

/**
 * Listens for what has become of jobs and for whose access has ended, in this and in all other processes, and looks by
 * itself for what no notification told. Waits for the first attempt to connect; it never fails.
 * @param url the database's address: the listening connection is one of its own
 */
export async function startLive(
  { db, log }: Pick<Context, 'db' | 'log'>,
  url: string,
  limits: LiveLimits = liveLimits,
): Promise<Live> {
  const stopping = new AbortController()
  const streams = createJobStreams(db, limits)
  const hub = createLiveHub(streams, limits, log)
  let recheckAtMs = performance.now() + limits.recheckMs
  let isFailing = false

  function hear(channel: string, payload: string): void {
    const said = parse(payload)
    const news = channel === jobsChannel ? readJobNews(said) : undefined
    const ended = channel === accessChannel ? readAccessEnded(said) : undefined
    const hint = channel === hintsChannel ? readHint(said) : undefined
    if (news !== undefined) streams.hear(news)
    else if (hint !== undefined) streams.tellAll(hint)
    else if (ended !== undefined) hub.endAccess(ended)
    else log.warn({ channel, payload }, 'a notification cannot be read')
  }

  /** Nothing is missed for long: what is lost is found, and whoever may not stay is found too. */
  async function look(): Promise<void> {
    try {
      await streams.catchUp()
      const isDue = performance.now() >= recheckAtMs
      if (isDue) recheckAtMs = performance.now() + limits.recheckMs
      if (isDue) await hub.recheck()
      isFailing = false
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, 'live connections could not be brought up to date')
      isFailing = true
    }
  }

  async function lookForEver(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look()
      const pauseMs = listener.isListening() ? limits.pollMs : limits.pollUnheardMs
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const listener = await openListener({
    url,
    log,
    channels: [jobsChannel, accessChannel, hintsChannel],
    onNotification: hear,
    onListening() {
      // What was said meanwhile was not heard, also about whose access ended.
      recheckAtMs = 0
    },
  })
  const looking = lookForEver()
  return {
    hub,
    limits,
    async stop() {
      stopping.abort()
      hub.close()
      streams.stop()
      await Promise.all([looking, listener.close()])
    },
  }
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
