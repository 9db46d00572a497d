import { Argument, type Command } from 'commander';
import type { ArchwayClient, Verb } from '../archway-client.js';
import { changeSession } from './change.command.js';
import { compareSessions } from './compare.command.js';
import { completionScript, shells } from './completion.command.js';
import { type ClientEnvironment, clientOf } from './connection.js';
import { cloneExperiment, reviseExperiment, setArchived } from './experiment.command.js';
import { exportWinner } from './export.command.js';
import { login, logout } from './login.command.js';
import { print } from './output.js';
import { getSession, listSearches, orders, showLeaderboard } from './show.command.js';
import { showStrategies } from './strategies.command.js';
import { submitFile, watchSession } from './submit.command.js';
import { uploadTable } from './upload.command.js';
import { listWorkers } from './workers.command.js';

const GROUP = 'Client commands, which speak with a server:';
const JSON_OPTION = ['--json', 'print one JSON document instead of text'] as const;

const verbs: Readonly<Record<Verb, string>> = {
  pause: 'Begin no further trial of a search and of its control arm',
  resume: 'Go on with a paused search',
  stop: 'Let what is under way end, train the finalists, and be done',
  cancel: 'Kill a search and its control arm within seconds; what they found stays',
};

interface ServerFlag {
  readonly server?: string;
}

/** The commands of whoever uses a server over its public API. */
export function addClientCommands(program: Command, environmentOf: () => ClientEnvironment): void {
  const add = (name: string, description: string) =>
    program
      .command(name)
      .helpGroup(GROUP)
      .description(description)
      .option('--server <url>', 'instead of ARCHWAY_URL, or of where you are logged in');
  /** Hands a command a client of the server that it was told of. */
  const using =
    <Flags>(action: (client: ArchwayClient, flags: Flags) => Promise<void>) =>
    (flags: Flags & ServerFlag) =>
      action(clientOf(environmentOf(), flags.server), flags);
  const usingOn =
    <Flags>(action: (client: ArchwayClient, subject: string, flags: Flags) => Promise<void>) =>
    (subject: string, flags: Flags & ServerFlag) =>
      action(clientOf(environmentOf(), flags.server), subject, flags);

  add('login', 'Keep a server and a key, read from standard input, for the commands below').action(
    ({ server }: ServerFlag) => login(environmentOf(), server),
  );
  program
    .command('logout')
    .helpGroup(GROUP)
    .description('Forget them')
    .action(() => logout(environmentOf()));

  add('submit <file>', 'Submit an experiment and its search, from JSON or YAML; - is standard input')
    .option('--wait', 'follow the search to its end, which decides the exit code')
    .option('--timeout <seconds>', 'with --wait: leave with exit code 12 after so long; the search goes on')
    .option('--dry-run', 'check it and say what it would cost, and submit nothing')
    .option('--id <text>', 'makes the submission one: the same id again starts no second search')
    .option(...JSON_OPTION)
    .action(usingOn(submitFile));
  add('watch <session>', 'Follow a search to its end, which decides the exit code')
    .option('--timeout <seconds>', 'leave with exit code 12 after so long; the search goes on')
    .option('--json', 'print each event as a line of JSON instead')
    .action(usingOn(watchSession));
  add('list', 'List the newest experiments with their searches')
    .option('--first <number>', 'experiments, 1 to 500', '20')
    .option('--archived', 'archived ones too')
    .option(...JSON_OPTION)
    .action(using(listSearches));
  add('workers', 'List the workers: what they train on, their labels, and what they hold')
    .option('--all', 'those too that have ended or fallen silent')
    .option(...JSON_OPTION)
    .action(using(listWorkers));
  add('get <session>', 'Show a search: state, leaderboard, verdict, winner and cost')
    .option(...JSON_OPTION)
    .action(usingOn(getSession));
  add('leaderboard <session>', 'Show the best architectures of a search')
    .option('--experiment', 'the id is that of an experiment: rank all its searches together')
    .option('--first <number>', 'places, 1 to 500', '10')
    .option('--by <metric>', `order: ${Object.keys(orders).join(', ')}`, 'validation')
    .option('--max-parameters <number>', 'leave larger ones out')
    .option('--max-flops <number>', 'leave costlier ones out')
    .option('--max-latency-ms <number>', 'leave slower ones out')
    .option(...JSON_OPTION)
    .action(usingOn(showLeaderboard));
  add(
    'compare <sessions...>',
    'Compare searches of one problem and their control arms, over seeds, at equal budgets',
  )
    .option(...JSON_OPTION)
    .action((ids: string[], flags: ServerFlag & { json?: boolean }) =>
      compareSessions(clientOf(environmentOf(), flags.server), ids, flags),
    );
  add(
    'revise <experiment> <file>',
    'Store the experiment of a file as the next revision; - is standard input',
  )
    .option(...JSON_OPTION)
    .action((id: string, file: string, flags: ServerFlag & { json?: boolean }) =>
      reviseExperiment(clientOf(environmentOf(), flags.server), id, file, flags),
    );
  add('clone <experiment>', 'Store its definition as an experiment of its own')
    .option('--name <text>', 'of the copy; the same unless given')
    .option(...JSON_OPTION)
    .action(usingOn(cloneExperiment));
  for (const [name, description] of [
    ['archive', 'Hide an experiment with all its revisions from lists, and let no search of it begin'],
    ['unarchive', 'Take an experiment with all its revisions out of the archive'],
  ] as const) {
    add(`${name} <experiment>`, description)
      .option(...JSON_OPTION)
      .action(
        usingOn((client: ArchwayClient, id: string, flags: { json?: boolean }) =>
          setArchived(client, id, name === 'archive', flags),
        ),
      );
  }
  add('strategies [name]', 'List the strategies, or the options of one')
    .option(...JSON_OPTION)
    .action((name: string | undefined, flags: ServerFlag & { json?: boolean }) =>
      showStrategies(clientOf(environmentOf(), flags.server), name, flags),
    );
  add('export <session>', 'Fetch the network of the winner of a search')
    .option('--output <file>', 'the name of the artifact unless given')
    .option('--artifact <name>', 'of the files that the winner left', 'model.onnx')
    .option('--force', 'replace a file that is there')
    .action(usingOn(exportWinner));
  add('upload <file>', 'Upload a CSV file of results, to search it instead of training')
    .option('--name <text>', 'what experiments call it; the name of the file unless given')
    .requiredOption('--space <kind>', 'that it has every architecture of, or a JSON file that defines one')
    .option('--architecture-column <name>', "with the architecture, in the space's notation", 'arch')
    .requiredOption('--reward-column <name>', 'that a search is told; better when greater')
    .option('--validation-column <name>', 'that finalists are validated by; the reward unless given')
    .option('--test-column <name>', 'that finalists are tested by; the validation unless given')
    .option(...JSON_OPTION)
    .action(usingOn(uploadTable));
  for (const [verb, description] of Object.entries(verbs) as [Verb, string][]) {
    add(`${verb} <session>`, description).action(
      usingOn(async (client: ArchwayClient, id: string) => {
        const { state } = await client.apply(verb, id);
        print(state);
      }),
    );
  }
  add('change <session>', 'Change what a search and its control arm may use while they are under way')
    .option('--priority <number>', 'weight, 1 to 100, when devices are shared')
    .option('--labels <labels>', 'that a worker must have, with commas; empty for none')
    .option('--max-trials <number>', 'greater than it is')
    .option('--max-duration-seconds <number>', 'greater than it is')
    .option('--max-device-seconds <number>', 'greater than it is')
    .action(usingOn(changeSession));
  program
    .command('completion')
    .helpGroup(GROUP)
    .description('Print a script that completes commands and options: eval "$(archway completion bash)"')
    .addArgument(new Argument('<shell>', 'that you use').choices(shells))
    .action((shell: (typeof shells)[number]) => void process.stdout.write(completionScript(program, shell)));
}
