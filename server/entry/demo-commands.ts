import { type Command, InvalidArgumentError } from 'commander'
import { apiKey, serverAddress } from './import-commands.ts'

/** Adds `docket seed` and `docket simulate`, which fill a server through its API. */
export function addDemoCommands(program: Command): void {
  withTarget(
    program
      .command('seed')
      .description('fill a running server with made-up orders, tickets and payments')
      .option('--orders <n>', 'how many restaurant orders', countOf(10_000_000), 20_000)
      .option('--days <n>', 'over how many days they are spread', countOf(36_500, 1), 365)
      .option('--tickets <n>', 'how many tickets, in a pair of files', countOf(10_000_000), 5_000)
      .option('--payments <n>', 'how many payments, in a file', countOf(10_000_000), 2_000)
      .option('--seed <n>', 'the same seed and --until make the same data', countOf(999_999_999), 1)
      .option(
        '--until <time>',
        'up to when things have happened, as in 2026-01-31T18:00:00Z; now unless said',
        instant,
      ),
  ).action(async (options) => (await import('./demo/seed.ts')).seed(options))
  withTarget(
    program
      .command('simulate')
      .description('send orders to a running server as they would come in, until Ctrl-C')
      .option('--rate <n>', 'how many orders a minute', countOf(60_000, 1), 30)
      .option(
        '--speed <n>',
        'how many times faster than life they are cooked and delivered',
        countOf(100_000, 1),
        30,
      )
      .option('--minutes <n>', 'for how long; for ever unless said', countOf(1_000_000, 1))
      .option('--seed <n>', 'who orders, and what', countOf(999_999_999), 1),
  ).action(async (options) => (await import('./demo/simulate.ts')).simulate(options))
}

function withTarget(command: Command): Command {
  return command
    .showHelpAfterError(`(docket ${command.name()} --help lists its options)`)
    .option('--server <url>', 'where to; the server of the data directory unless said', serverAddress)
    .option('--key <key>', 'the API key to come with; one is made for a server of this machine', apiKey)
    .option('--json', 'print the result as one JSON object', false)
}

function countOf(max: number, min = 0): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,12}$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
    return value
  }
}

function instant(text: string): Date {
  const time = new Date(text)
  const isWhole = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text)
  const isReal = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10))
  if (!isWhole || !isReal || time.getTime() < Date.UTC(1980, 0) || time.getTime() >= Date.UTC(2100, 0))
    throw new InvalidArgumentError('It must be a time such as 2026-01-31T18:00:00Z, from 1980 on.')
  return time
}
