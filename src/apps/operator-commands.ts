import type { Command } from 'commander';
import { scopes } from '../platform/access/principal.js';
import type { CreateKeyFlags, QuotaFlags } from './operator.js';

/** Loaded when one of its commands runs: it brings the database with it. */
const operator = () => import('./operator.js');

/** What whoever holds the database may do to it: the API lets nobody make projects or set quotas. */
export function addOperatorCommands(program: Command): void {
  addKeyCommands(program.command('keys').description('Keys, directly on the database'));
  addProjectCommands(
    program.command('projects').description('Projects and quotas, directly on the database'),
  );
}

function addKeyCommands(command: Command): void {
  command
    .command('create')
    .description('Make a key and print it, this once')
    .option('--project <name>', 'that it opens', 'default')
    .option('--name <name>', 'for people', 'made on the command line')
    .option('--scopes <list>', `with commas, of ${scopes.join(', ')}`)
    .option('--admin', 'every scope')
    .option('--expires-in-days <number>', 'never unless given')
    .action(async (flags: CreateKeyFlags) => (await operator()).createKey(flags));
  command
    .command('list')
    .description('List the keys of a project')
    .option('--project <name>', 'whose keys', 'default')
    .action(async (flags: { project: string }) => (await operator()).listKeys(flags));
  command
    .command('revoke <id>')
    .description('Take a key out of use at once and for good')
    .option('--project <name>', 'whose key', 'default')
    .action(async (id: string, flags: { project: string }) => (await operator()).revokeKey(id, flags));
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
