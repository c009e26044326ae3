import { Agent, get } from 'node:http'
import { filledYear } from './fill-year.ts'
import { percentile } from './percentile.ts'

/** How long an answer took: the first time, and then when it was asked for again and again. */
export interface AnswerSample {
  name: string
  coldMs: number
  p50Ms: number
  p95Ms: number
  bytes: number
}

const { from, to } = filledYear
const ranges = {
  week: 'from=2025-06-02T00:00:00Z&to=2025-06-09T00:00:00Z',
  month: 'from=2025-06-01T00:00:00Z&to=2025-07-01T00:00:00Z',
  year: `from=${from}&to=${to}`,
} as const

/** Every answer about the filled year that a page asks for, in a zone that counts in whole days of UTC and in others. */
const answers: readonly [name: string, path: string][] = [
  ...(['throughput', 'status-durations'] as const).flatMap((what) =>
    (['UTC', 'Europe/Helsinki', 'Asia/Kathmandu'] as const).flatMap((zone) =>
      (
        [
          ['hour', 'week'],
          ['hour', 'month'],
          ['day', 'year'],
          ['week', 'year'],
          ['month', 'year'],
        ] as const
      ).map(([granularity, range]): [string, string] => [
        `${what}, ${granularity}s of a ${range}, ${zone}`,
        `/api/analytics/${what}?${ranges[range]}&granularity=${granularity}&timezone=${zone}`,
      ]),
    ),
  ),
  [
    'throughput, hours of a year, Asia/Kathmandu',
    `/api/analytics/throughput?${ranges.year}&granularity=hour&timezone=Asia/Kathmandu`,
  ],
  ['summary', '/api/analytics/summary'],
  ['lifetimes, most orders first', '/api/analytics/customers/lifetime?limit=200'],
  [
    'lifetimes, last orders first',
    '/api/analytics/customers/lifetime?limit=200&sort=lastOrderAt&minOrders=3',
  ],
  ['lifetime of a customer', '/api/customers/bench-7/lifetime'],
  ['top customers by orders', '/api/customers/top?by=orders&limit=100'],
]

/** Asks for every answer, one request at a time: once as the first, then again and again. */
export async function measureAnswers(
  url: string,
  headers: Record<string, string>,
  repeats: number,
): Promise<AnswerSample[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const samples: AnswerSample[] = []
  try {
    for (const [name, path] of answers) {
      const cold = await askOnce(agent, url + path, headers)
      const took: number[] = []
      for (let repeat = 0; repeat < repeats; repeat += 1)
        took.push((await askOnce(agent, url + path, headers)).ms)
      samples.push({
        name,
        coldMs: cold.ms,
        p50Ms: percentile(took, 0.5),
        p95Ms: percentile(took, 0.95),
        bytes: cold.bytes,
      })
    }
  } finally {
    agent.destroy()
  }
  return samples
}

function askOnce(
  agent: Agent,
  url: string,
  headers: Record<string, string>,
): Promise<{ ms: number; bytes: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ ms: number; bytes: number }>()
  const begun = performance.now()
  get(url, { agent, headers }, (answer) => {
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    answer.on('end', () => {
      if (answer.statusCode === 200) resolve({ ms: performance.now() - begun, bytes })
      else reject(new Error(`GET ${url} was answered ${answer.statusCode}`))
    })
  }).on('error', reject)
  return promise
}
