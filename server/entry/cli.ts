import { Command, CommanderError } from 'commander'
import { exitCodes, PlainError } from '../platform/errors.ts'
import { readVersion } from '../platform/version.ts'

/** Builds the command line. Each command's code is imported only when it runs, so that `--help` is quick. */
function buildProgram(): Command {
  const program = new Command('docket')
    .description('Docket: orders in by file or by API, every row checked, the numbers right.')
    .version(readVersion())
    .showHelpAfterError('(docket --help lists what there is)')
    .exitOverride()
  return program
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

await run(process.argv)
