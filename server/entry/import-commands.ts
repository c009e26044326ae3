import { type Command, InvalidArgumentError, Option } from 'commander'
import type { JobKind } from '#contract/jobs.ts'
import { duplicatePolicies } from '#contract/tickets.ts'

/** Adds `docket import`, which works through the API of a server. */
export function addImportCommands(program: Command): void {
  const imports = program.command('import').description('upload files to a server and follow the import')
  withOptions(
    imports
      .command('transactions')
      .description('import a payments file')
      .argument('<file>', 'CSV with transaction_id, amount, date'),
  ).action((file: string, options) => run('transactions', [file], options))
  withOptions(
    imports
      .command('tickets')
      .description('import orders with their barcodes')
      .argument('<orders>', 'CSV with order_id,customer_id')
      .argument('<barcodes>', 'CSV with barcode,order_id')
      .addOption(
        new Option(
          '--duplicates <policy>',
          'which row of a repeated barcode stands; keep-first unless said',
        ).choices(duplicatePolicies),
      ),
  ).action((orders: string, barcodes: string, options) => run('tickets', [orders, barcodes], options))
}

function withOptions(command: Command): Command {
  return command
    .showHelpAfterError(`(docket import ${command.name()} --help lists its options)`)
    .option('--server <url>', 'where to; the server of the data directory unless said', serverAddress)
    .option('--key <key>', 'the API key to come with; better DOCKET_API_KEY, which others cannot see', apiKey)
    .option('--user <id>', 'whose job it becomes; your own unless said')
    .option('--rejects <path>', 'save the rejected rows there, to be mended and sent again')
    .option('--no-follow', 'only upload and start it')
    .option('--json', 'print the result as one JSON object', false)
    .option('--strict', 'exit 1 when any row was rejected', false)
    .option('--quiet', 'nothing but errors on stderr', false)
}

async function run(
  kind: JobKind,
  paths: readonly string[],
  options: Omit<Parameters<typeof import('./import/import.ts').importFiles>[0], 'kind' | 'paths'>,
): Promise<void> {
  process.exitCode = await (await import('./import/import.ts')).importFiles({ ...options, kind, paths })
}

/** Reads the address of a server from an option. */
export function serverAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain =
    url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === ''
  if (!isPlain || url.username !== '')
    throw new InvalidArgumentError('It must be an address such as https://docket.example.')
  return url.origin
}

/** Reads an API key from an option. */
export function apiKey(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new InvalidArgumentError('It must be printable ASCII without spaces.')
  return text
}
