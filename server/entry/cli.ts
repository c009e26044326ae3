import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { duplicatePolicies, measures } from '#contract/tickets.ts'
import { voucherFormats } from '../features/tickets/voucher-options.ts'
import { exitCodes, PlainError } from '../platform/errors.ts'
import { readVersion } from '../platform/version.ts'
import { addKeyCommands, addUserCommands } from './account-commands.ts'
import { addArchiveCommands } from './archive-commands.ts'
import { addDemoCommands } from './demo-commands.ts'
import { addImportCommands } from './import-commands.ts'

/** Builds the command line. Each command's code is imported only when it runs, so that `--help` is quick. */
function buildProgram(): Command {
  const program = new Command('docket')
    .description('Docket: orders in by file or by API, every row checked, the numbers right.')
    .version(readVersion())
    .showHelpAfterError('(docket --help lists what there is)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'docket: ')) })
    .exitOverride()
  addServe(program)
  addWork(program)
  addVouchers(program)
  addImportCommands(program)
  addDemoCommands(program)
  addMigrate(program)
  addUserCommands(program)
  addKeyCommands(program)
  addArchiveCommands(program)
  addReconcile(program)
  addDoctor(program)
  return program
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description(
      'start Docket: the API, the web application and its database; settings come from the environment, as in PORT=9000',
    )
    .showHelpAfterError('(settings come from the environment: PORT=9000 docket serve)')
    .action(async () => (await import('./serve.ts')).serve())
}

function addWork(program: Command): void {
  program
    .command('work')
    .description(
      'run imports only, beside a server; its uploads are those of DOCKET_DATA_DIR, on a shared disk',
    )
    .showHelpAfterError('(settings come from the environment: IMPORT_SLOTS=4 docket work)')
    .action(async () => (await import('./work.ts')).work())
}

function addVouchers(program: Command): void {
  program
    .command('vouchers')
    .description('turn an orders file and a barcodes file into vouchers, without a server')
    .showHelpAfterError('(docket vouchers --help lists its options)')
    .option('--orders-file <path>', 'CSV with order_id,customer_id', somePath, 'data/orders.csv')
    .option('--barcodes-file <path>', 'CSV with barcode,order_id', somePath, 'data/barcodes.csv')
    .option('--output-dir <path>', 'where vouchers and rejects are written', somePath, 'output')
    .addOption(
      new Option('--duplicates <policy>', 'which row of a repeated barcode stands')
        .choices(duplicatePolicies)
        .default('keep-first'),
    )
    .option('--top <n>', 'how many top customers to name', positiveWholeNumber, 5)
    .addOption(
      new Option('--by <measure>', 'what the top customers are ranked by')
        .choices(measures)
        .default('tickets'),
    )
    .addOption(
      new Option('--format <format>', 'vouchers.csv, vouchers.txt or vouchers.ndjson')
        .choices(voucherFormats)
        .default('csv'),
    )
    .option('--json', 'print the result as one JSON object', false)
    .option('--strict', 'exit 1 when any row was rejected', false)
    .option('--quiet', 'nothing but errors on stderr', false)
    .option('--debug', 'add timings and memory on stderr', false)
    .action(async (options) => {
      process.exitCode = await (await import('./vouchers.ts')).vouchers(options)
    })
}

function addMigrate(program: Command): void {
  const migrate = program.command('migrate').description("change the database's schema, one step at a time")
  migrate
    .command('up')
    .description('apply every migration that is not applied yet')
    .option('--to <name>', 'stop after this migration')
    .option('--json', 'print the result as one JSON object', false)
    .action(async (options) => (await import('./migrate.ts')).migrateUp(options))
  migrate
    .command('down')
    .description('take the last migration back, with the data it holds')
    .option('--to <name>', 'take back every migration after this one')
    .option('--json', 'print the result as one JSON object', false)
    .action(async (options) => (await import('./migrate.ts')).migrateDown(options))
  migrate
    .command('list')
    .description('show the migrations and when each was applied')
    .option('--json', 'print the result as one JSON object', false)
    .action(async (options) => (await import('./migrate.ts')).listMigrations(options))
  migrate
    .command('new')
    .description('write an empty migration')
    .argument('<name>', 'what it does, as words-with-dashes')
    .action(async (name: string) => (await import('./migrate.ts')).newMigration(name))
}

function addReconcile(program: Command): void {
  program
    .command('reconcile')
    .description(
      'compare every number with the orders, their events and the barcodes; exit 1 when any differs',
    )
    .option('--repair', 'mend what differs', false)
    .option('--json', 'print what was found as one JSON object', false)
    .action(async (options) => {
      process.exitCode = await (await import('./reconcile.ts')).reconcile(options)
    })
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is wrong with this installation and what to do')
    .option('--json', 'print the findings as one JSON object', false)
    .action(async (options) => {
      process.exitCode = await (await import('./doctor.ts')).doctor(options)
    })
}

function somePath(text: string): string {
  if (text === '' || text.includes('\0')) throw new InvalidArgumentError('It must be a path.')
  return text
}

function positiveWholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number from 1, of at most 15 digits.')
  return Number(text)
}

async function run(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(argv)
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** Says what went wrong on stderr and returns the exit code: one plain line for what Docket expects, the stack for a bug. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUsage
  if (error instanceof PlainError) {
    process.stderr.write(`docket: ${error.message}\n`)
    return error.exitCode
  }
  console.error(error)
  return exitCodes.failed
}

/** Lets a reader of our output go away without a stack trace: what a command is for are its effects and its exit code. */
function bearClosedStreams(): void {
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`docket: cannot write the result: ${error.message}\n`)
    process.exitCode = exitCodes.failed
  })
}

bearClosedStreams()
await run(process.argv)
