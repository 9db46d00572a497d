import type { ArchwayClient, ChangedExperiment } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { print, printJson, say } from './output.js';
import { readExperiment } from './read-submission.js';

interface JsonFlag {
  readonly json?: boolean;
}

/** Stores the experiment of a file as the next revision of one. */
export async function reviseExperiment(
  client: ArchwayClient,
  id: string,
  path: string,
  flags: JsonFlag,
): Promise<void> {
  const file = readExperiment(path);
  const experiment = await client.reviseExperiment(id, file.submission.experiment).catch((error: unknown) => {
    throw file.locate(withinExperiment(error));
  });
  show(experiment, flags);
  say(`Revision ${experiment.revision} of ${experiment.name}`);
}

/** The server speaks of the definition, which the file has under `experiment`. */
function withinExperiment(error: unknown): unknown {
  if (!(error instanceof ArchwayError) || error.code !== 'INVALID_INPUT') return error;
  const problems = error.problems.map(({ field, message }) => ({ field: `experiment.${field}`, message }));
  return new ArchwayError(error.code, error.message, problems);
}

/** Copies an experiment. */
export async function cloneExperiment(
  client: ArchwayClient,
  id: string,
  { name, ...flags }: JsonFlag & { readonly name?: string },
): Promise<void> {
  show(await client.cloneExperiment(id, name), flags);
}

/** Archives an experiment, or takes it out of the archive. */
export async function setArchived(
  client: ArchwayClient,
  id: string,
  archived: boolean,
  flags: JsonFlag,
): Promise<void> {
  show(await client.setArchived(id, archived), flags);
}

function show(experiment: ChangedExperiment, { json }: JsonFlag): void {
  if (json) printJson(experiment);
  else print(experiment.id);
}
