import type { Command } from 'commander';
import { type ClientEnvironment, clientOf } from '../client/commands/connection.js';
import { type CreateKeyFlags, scopeNames } from '../client/commands/key-flags.js';
import { createKey, listKeys, revokeKey, rotateKey } from '../client/commands/keys.command.js';
import type { QuotaFlags } from './operator.js';

/** Loaded when one of its commands runs: it brings the database with it. */
const operator = () => import('./operator.js');

/** What whoever holds the database may do to it: the API lets nobody make projects or set quotas. */
export function addOperatorCommands(program: Command, environmentOf: () => ClientEnvironment): void {
  addKeyCommands(
    program.command('keys').description('Keys: directly on the database, or with --server over the API'),
    environmentOf,
  );
  addProjectCommands(
    program.command('projects').description('Projects and quotas, directly on the database'),
  );
}

interface KeyFlags {
  readonly project: string;
  /** True where it is that of the login. */
  readonly server?: string | true;
}

function addKeyCommands(command: Command, environmentOf: () => ClientEnvironment): void {
  const add = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option('--project <name>', 'on the database: whose keys', 'default')
      .option(
        '--server [url]',
        'over the API, with an admin key to the project; without URL where you are logged in',
      );
  /** The API says itself what project its key opens. */
  const remote = ({ server }: KeyFlags) =>
    server === undefined ? null : clientOf(environmentOf(), server === true ? undefined : server);

  add('create', 'Make a key and print it, this once')
    .option('--name <name>', 'for people', 'made on the command line')
    .option('--scopes <list>', `with commas, of ${scopeNames.join(', ')}`)
    .option('--admin', 'every scope')
    .option('--expires-in-days <number>', 'never unless given')
    .action(async (flags: KeyFlags & CreateKeyFlags) => {
      const client = remote(flags);
      await (client ? createKey(client, flags) : (await operator()).createKey(flags));
    });
  add('list', 'List the keys of a project').action(async (flags: KeyFlags) => {
    const client = remote(flags);
    await (client ? listKeys(client) : (await operator()).listKeys(flags));
  });
  add('rotate <id>', 'Give a key a new secret and print it, this once')
    .option('--overlap-seconds <number>', 'for which the secret of now opens as well', '86400')
    .action(async (id: string, flags: KeyFlags & { overlapSeconds: string }) => {
      const client = remote(flags);
      await (client ? rotateKey(client, id, flags) : (await operator()).rotateKey(id, flags));
    });
  add('revoke <id>', 'Take a key out of use at once and for good').action(
    async (id: string, flags: KeyFlags) => {
      const client = remote(flags);
      await (client ? revokeKey(client, id) : (await operator()).revokeKey(id, flags));
    },
  );
}

function addProjectCommands(command: Command): void {
  const withQuotas = (name: string, description: string) =>
    command
      .command(`${name} <name>`)
      .description(description)
      .option('--max-running-sessions <number>', 'searches that may be under way; no limit unless given')
      .option('--max-device-hours-per-month <number>', 'no limit unless given');
  withQuotas('create', 'Make a project').action(async (name: string, flags: QuotaFlags) =>
    (await operator()).createProject(name, flags),
  );
  withQuotas('set', "Replace a project's quotas").action(async (name: string, flags: QuotaFlags) =>
    (await operator()).setQuotas(name, flags),
  );
  command
    .command('list')
    .description('List projects with their quotas')
    .action(async () => (await operator()).listProjects());
}
