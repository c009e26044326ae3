import { type Command, InvalidArgumentError, Option } from 'commander'

/** Adds `docket archive` and `docket erase-customer`, which work on the database of the running server. */
export function addArchiveCommands(program: Command): void {
  program
    .command('archive')
    .description('move orders that ended long ago, with their events and documents, into files')
    .showHelpAfterError('(docket archive --help lists its options)')
    .addOption(
      new Option(
        '--before <month>',
        'orders whose last event lies before this month, such as 2024-03',
      ).argParser(someMonth),
    )
    .addOption(
      new Option(
        '--months-kept <n>',
        'how many whole months stay in the database; unless said, ARCHIVE_AFTER_MONTHS or 13',
      )
        .argParser(someMonths)
        .conflicts('before'),
    )
    .option('--json', 'print the result as one JSON object', false)
    .action(async (options) => (await import('./archive.ts')).archive(options))
  program
    .command('erase-customer')
    .description('erase a person for good: from every table, file and archive; the id and the numbers stay')
    .argument('<id>', 'the id of the customer')
    .option('--yes', 'say that it is meant: it cannot be undone', false)
    .option('--json', 'print the result as one JSON object', false)
    .action(async (id: string, options) => (await import('./erase-customer.ts')).eraseCustomer(id, options))
}

function someMonth(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new InvalidArgumentError('It must be a month, such as 2024-03.')
  return text
}

function someMonths(text: string): number {
  if (!/^([1-9]\d{0,3}|0)$/.test(text) || Number(text) > 1_200)
    throw new InvalidArgumentError('It must be a whole number from 0 to 1200.')
  return Number(text)
}
