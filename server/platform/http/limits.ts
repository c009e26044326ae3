/** Every limit and time-out of the HTTP server. None is inherited from Fastify or Node. */
export const httpLimits = {
  bodyBytesMax: 1_048_576,
  /** Counts the address and all headers together, so no address can be longer either. */
  headerBytesMax: 16_384,
  /** Never reached: an id that is too long names nothing, and that is a 404 rather than a 414. */
  paramLengthMax: 16_384,
  requestIdLengthMax: 128,
  /** How many faults one answer lists. A body of one mebibyte could have a hundred thousand. */
  faultsMax: 100,
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: 20_000,
  /** From the headers of a request to the end of its body. */
  requestTimeoutMs: 60_000,
  /** Silence in the middle of an upload, which may take any time altogether. */
  idleBodyTimeoutMs: 60_000,
  /** How often the headers' time-out is looked at: a slow request may live that much longer. */
  connectionsCheckingIntervalMs: 5_000,
  /** From the arrival of a request to its answer. Longer than the database's own 60 s, which tells more. */
  answerTimeoutMs: 75_000,
  /** Silence in both directions. Above the answer's time-out, or it would cut connections that only wait. */
  connectionTimeoutMs: 120_000,
  /** Longer than the 60 s that proxies usually keep a connection: the proxy is the one to close it. */
  keepAliveTimeoutMs: 72_000,
  pluginTimeoutMs: 10_000,
  /** A probe that waits longer is given up by whoever sent it. */
  readinessTimeoutMs: 2_000,
} as const

export type HttpLimits = { readonly [Name in keyof typeof httpLimits]: number }
