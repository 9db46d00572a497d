import type { ArchwayClient } from '../archway-client.js';
import { WorkersDocument, type WorkersQuery, type WorkersQueryVariables } from '../generated/operations.js';
import { print, printJson, say } from './output.js';

type Worker = WorkersQuery['workers']['edges'][number]['node'];

export interface WorkersFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

const PAGE_SIZE = 500;

/** Prints the workers of the installation: what they are, what they train on, and what of the project they hold. */
export async function listWorkers(client: ArchwayClient, { all, json }: WorkersFlags): Promise<void> {
  const workers = await allWorkers(client, all === true);
  if (json) return printJson(workers);
  for (const worker of workers) print(lineOf(worker));
  if (workers.length === 0)
    say('No worker is there: start one with `archway worker`, or all in one with `archway up`');
}

async function allWorkers(client: ArchwayClient, includeGone: boolean): Promise<Worker[]> {
  const found: Worker[] = [];
  for (let after: string | null = null; ; ) {
    const variables: WorkersQueryVariables = { first: PAGE_SIZE, after, includeGone };
    const { workers } = await client.request(WorkersDocument, variables);
    found.push(...workers.edges.map(({ node }) => node));
    if (!workers.pageInfo.hasNextPage) return found;
    after = workers.pageInfo.endCursor;
  }
}

function lineOf({ name, state, version, labels, devices, busy, trials }: Worker): string {
  const slots = devices.reduce((sum, device) => sum + device.slots, 0);
  const trained = devices.map(({ name: device, model }) =>
    model === null ? device : `${device} (${model})`,
  );
  const own = trials.length === 0 ? '' : `, ${trials.length} of this project`;
  return [
    `${state.padEnd(8)} ${name}`,
    `version ${version}`,
    slots === 0 ? 'advances searches only' : `${trained.join(', ')}: ${busy} of ${slots} slots busy${own}`,
    ...(labels.length > 0 ? [`labels ${labels.join(', ')}`] : []),
  ].join('  ');
}
