#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { Argument, Command } from 'commander';
import type { BenchmarkFlags } from './apps/benchmark/benchmark-options.js';
import { addOperatorCommands } from './apps/operator-commands.js';
import type { Role } from './apps/root.module.js';
import { addClientCommands } from './client/commands/add-client-commands.js';
import { exitCodeOf, exitCodes } from './client/commands/exit-codes.js';
import {
  clientSettings,
  ownClientEnvironment,
  ownConfiguration,
  packageIndexUrl,
  prepareEngines,
  settings,
  tensorFlowFolder,
} from './platform/config/index.js';
import { PROGRAM_VERSION } from './platform/version/index.js';

// What a command needs is loaded when it runs: a client command would wait a second for a framework otherwise.

const roles: Readonly<Record<Role, string>> = {
  up: 'Run the whole service in one process, with a Postgres of its own unless DATABASE_URL names one',
  api: 'Run the API alone: GraphQL, subscriptions, downloads and health',
  worker: 'Run a worker alone: it advances searches and trains networks',
};

const program = new Command('archway')
  .description('Neural architecture search as a service')
  .version(PROGRAM_VERSION)
  .showHelpAfterError('(--help says what there is)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.DONE : exitCodes.INVALID_INPUT))
  .addHelpText('after', `\nSettings, from the environment:\n${settingsTable()}`);

for (const [role, description] of Object.entries(roles) as [Role, string][]) {
  const command = program
    .command(role)
    .description(description)
    .option('--data-folder <folder>', 'instead of ARCHWAY_DATA_FOLDER');
  if (role !== 'worker') command.option('--port <number>', 'instead of ARCHWAY_PORT');
  command.action(async (options: RoleOptions) => {
    const { run } = await import('./apps/run.js');
    await run(role, ownConfiguration(overridesOf(options)));
  });
}

program
  .command('migrate')
  .description('Bring the database to the schema of this version')
  .action(async () => {
    const { migrateDatabase } = await import('./apps/migrate-database.js');
    const ran = await migrateDatabase(ownConfiguration());
    console.log(ran.length === 0 ? 'Nothing to do: the schema is up to date' : `Done: ${ran.join(', ')}`);
  });

addOperatorCommands(program, ownClientEnvironment);
addClientCommands(program, ownClientEnvironment);

program
  .command('doctor')
  .description('Say what this machine has, what is chosen, and what is missing')
  .option('--json', 'print one JSON document')
  .action(async ({ json }: { json?: boolean }) => {
    const { doctor } = await import('./apps/doctor/doctor.js');
    const healthy = await doctor(ownConfiguration(), json === true);
    process.exitCode = healthy ? 0 : 1;
  });

program
  .command('setup')
  .description('Install what is optional: "setup tensorflow", the engine for cards, and its CPU form')
  .addArgument(new Argument('<what>', 'to install').choices(['tensorflow']))
  .option('--gpu', 'the form for NVIDIA cards; it needs CUDA 12 and cuDNN 9 on the machine')
  .option('--remove', 'undo it')
  .action(async (_what: string, { gpu, remove }: { gpu?: boolean; remove?: boolean }) => {
    const { removeTensorFlow, setUpTensorFlow } = await import('./apps/setup/setup-tensorflow.js');
    const { tensorFlowParts } = await import('./apps/setup/tensorflow-parts.js');
    const folder = tensorFlowFolder(ownConfiguration());
    const say = (line: string) => console.log(line);
    if (remove === true) return removeTensorFlow({ folder, say });
    const parts = tensorFlowParts[gpu === true ? 'gpu' : 'cpu'];
    prepareEngines({});
    await setUpTensorFlow({ folder, parts, indexUrl: packageIndexUrl(), say });
  });

program
  .command('replay')
  .description('Run a session once more from its log, and prove that its strategy proposes the same')
  .argument('<session>', 'id of the search session')
  .option('--from-start', 'from the seed instead of the last checkpoint but one')
  .action(async (session: string, { fromStart }: { fromStart?: boolean }) => {
    const { replay } = await import('./apps/replay.js');
    process.exitCode = (await replay(ownConfiguration(), session, fromStart === true)) ? 0 : 1;
  });

program
  .command('benchmark')
  .description('Run strategies on a table of known results, and say how good they are beside published ones')
  .option(
    '--strategy <names>',
    'one, several with commas, or all; bayesian, the recommended one, unless given',
  )
  .option('--table <name>', 'nasbench201 or nas-bench-macro', 'nasbench201')
  .option('--runs <number>', 'searches, each with a seed of its own', '100')
  .option('--evaluations <number>', 'architectures that a search may try', '160')
  .option('--seed <number>', 'of the first search', '0')
  .option('--power <number>', 'of the accuracy that the strategy is told; as published unless given')
  .option(
    '--repeats <how>',
    'count: each proposal is an evaluation; free: an architecture is one once',
    'count',
  )
  .option('--option <key=value>', 'of the strategy; may be given again', collect, [])
  .option('--svg <file>', 'plot the incumbent against evaluations')
  .option('--table-file <file>', 'a table of your own, as CSV with a header')
  .option('--space <kind>', 'of your table')
  .option('--architecture-column <name>', 'of your table', 'arch')
  .option('--reward-column <name>', 'of your table')
  .option('--validation-column <name>', 'of your table; the reward unless given')
  .option('--test-column <name>', 'of your table; the validation unless given')
  .option('--json', 'print one JSON document last')
  .action(async (flags: BenchmarkFlags) => {
    const { benchmark } = await import('./apps/benchmark/benchmark.command.js');
    const progress = process.stderr.isTTY ? (text: string) => void process.stderr.write(text) : null;
    await benchmark(flags, { write: (text) => void process.stdout.write(text), progress });
  });

program
  .command('import')
  .description('Print as JSON a search space of another system, or an architecture of it')
  .addArgument(new Argument('<format>', 'that it is written in').choices(['katib', 'nasbench201']))
  .argument('[file]', 'a Katib experiment or its nasConfig, as JSON (kubectl get experiment NAME -o json)')
  .option('--architecture <text>', 'print this architecture instead: an ENAS string, or a cell')
  .action(async (format: string, file: string | undefined, flags: { architecture?: string }) => {
    const { importText } = await import('./apps/import-space.js');
    process.stdout.write(await importText(format, file, flags));
  });

program
  .command('schema')
  .description('Print the GraphQL schema, or another description of what the service takes')
  .option('--write <file>', 'write it to a file instead')
  .option('--openapi', 'the OpenAPI document of the REST API instead')
  .option('--space', 'the JSON Schema of search spaces instead')
  .option('--submission', 'the JSON Schema of what is submitted instead: editors complete files by it')
  .action(async ({ write, ...flags }: { write?: string } & Partial<Record<SchemaName, boolean>>) => {
    const { openApiText, schemaText, spaceSchemaText, submissionSchemaText } = await import(
      './apps/print-schema.js'
    );
    const texts = { openapi: openApiText, space: spaceSchemaText, submission: submissionSchemaText };
    const [name] = (Object.keys(texts) as SchemaName[]).filter((one) => flags[one]);
    const text = await (name ? texts[name] : schemaText)();
    if (write === undefined) process.stdout.write(text);
    else writeFileSync(write, text);
  });

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

type SchemaName = 'openapi' | 'space' | 'submission';

interface RoleOptions {
  readonly port?: string;
  readonly dataFolder?: string;
}

function overridesOf({ port, dataFolder }: RoleOptions): Record<string, string> {
  return {
    ...(port !== undefined && { ARCHWAY_PORT: port }),
    ...(dataFolder !== undefined && { ARCHWAY_DATA_FOLDER: dataFolder }),
  };
}

function settingsTable(): string {
  const described = Object.entries(settings).map(([name, { description = '' }]) => [name, description]);
  return [...described, ...Object.entries(clientSettings)]
    .map(([name = '', description]) => `  ${name.padEnd(34)}${description}`)
    .join('\n');
}

/** Errors that are the user's to mend need a sentence, not a stack. */
const explained = new Set([
  'ArchwayError',
  'ConfigurationError',
  'DomainError',
  'EmbeddedPostgresError',
  'SetupError',
  'StrategyFailedError',
]);

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `${error.message}: another program has this port; set ARCHWAY_PORT to a free one, or to 0`;
  }
  if (code === 'ECONNREFUSED') return `${error.message}: nothing answers there; is the server running?`;
  return explained.has(error.name) ? error.message : (error.stack ?? error.message);
}

/** What a command refuses itself has the codes that a server would refuse it with; that Postgres is not ready is no answer of a server. */
function exitCodeFor(error: unknown): number {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (typeof code !== 'string') return exitCodes.UNEXPECTED;
  if (name === 'ArchwayError' || (name === 'DomainError' && code !== 'UNAVAILABLE')) return exitCodeOf(code);
  return exitCodes.UNEXPECTED;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exit(exitCodeFor(error));
}
