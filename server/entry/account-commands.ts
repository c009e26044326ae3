import { type Command, InvalidArgumentError, Option } from 'commander'
import { roles } from '#contract/users.ts'

/** Adds `docket users`, which works on the database of the running server. */
export function addUserCommands(program: Command): void {
  const users = program.command('users').description('who may sign in')
  const load = () => import('./users.ts')
  withJson(users.command('list').description('show all users')).action(async (options) =>
    (await load()).listUsers(options),
  )
  withJson(
    users
      .command('add')
      .description('make a user and print the one-time link by which they choose their password')
      .requiredOption('--email <address>', 'what they sign in with')
      .requiredOption('--name <name>', 'what to call them')
      .addOption(roleOption('what they may do').default('operator')),
  ).action(async (options) => (await load()).addUser(options))
  withJson(
    users
      .command('change')
      .description('change the name, the address or the role of a user')
      .argument('<who>', 'id or e-mail address')
      .option('--name <name>', 'what to call them')
      .option('--email <address>', 'what they sign in with')
      .addOption(roleOption('what they may do')),
  ).action(async (who: string, options) => (await load()).changeNamedUser(who, options))
  withJson(
    users
      .command('reset')
      .description('print a one-time link by which a user chooses a new password')
      .argument('<who>', 'id or e-mail address'),
  ).action(async (who: string, options) => (await load()).resetUser(who, options))
  for (const [name, description] of [
    ['deactivate', 'end the sessions, keys and links of a user at once, and let them in no more'],
    ['activate', 'let a user sign in again'],
  ] as const)
    withJson(users.command(name).description(description).argument('<who>', 'id or e-mail address')).action(
      async (who: string, options) => (await load()).setActive(who, name === 'activate', options),
    )
}

/** Adds `docket keys`. */
export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('what programs come in with')
  const load = () => import('./keys.ts')
  withJson(
    keys
      .command('list')
      .description('show all API keys, without their secrets')
      .option('--user <who>', 'only those of the user with this id or e-mail address'),
  ).action(async (options) => (await load()).listKeys(options))
  withJson(
    keys
      .command('add')
      .description('make an API key of a user and print it, this once')
      .requiredOption('--user <who>', 'id or e-mail address of the user it acts as')
      .requiredOption('--name <name>', 'what it is for')
      .addOption(roleOption('what it may do, at most what its user may'))
      .option('--expires <time>', 'when it ends, such as 2030-12-31T00:00:00Z', instant),
  ).action(async (options) => (await load()).addKey(options))
  withJson(
    keys.command('revoke').description('put an API key out of use for good').argument('<id>', 'its id'),
  ).action(async (id: string, options) => (await load()).revokeKey(id, options))
}

function withJson(command: Command): Command {
  return command.option('--json', 'print the result as one JSON object', false)
}

function roleOption(meaning: string): Option {
  return new Option('--role <role>', meaning).choices(roles)
}

function instant(text: string): string {
  const time = new Date(text)
  if (!/^\d{4}-\d\d-\d\d(T\S+(Z|[+-]\d\d:\d\d))?$/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('It must be a day, or a time with its zone such as 2030-12-31T00:00:00Z.')
  return time.toISOString()
}
