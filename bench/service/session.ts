import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from './service.js';

/** A search on the table of NAS-Bench-201, or on another experiment. */
export interface SearchOrder {
  readonly definition: object;
  readonly search: object;
}

export const tabular = (changes: object = {}) => ({
  name: 'bench',
  evaluator: { kind: 'tabular', table: 'nasbench201', ...changes },
  objective: { power: 1, window: 1 },
});

/** Starts a session over the API and resolves with its id. */
export async function startSession({ api }: Service, { definition, search }: SearchOrder): Promise<string> {
  const { createExperiment } = await api.request<{ createExperiment: { experiment: { id: string } } }>(
    'mutation ($definition: JSON!) { createExperiment(input: { definition: $definition }) { experiment { id } } }',
    { definition },
  );
  const input = {
    experimentId: createExperiment.experiment.id,
    control: false,
    seed: '1',
    retrainTop: 0,
    ...search,
  };
  const { startSearchSession } = await api.request<{
    startSearchSession: { searchSession: { id: string }; userErrors: { message: string }[] };
  }>(
    `mutation ($input: StartSearchSessionInput!) {
       startSearchSession(input: $input) { searchSession { id } userErrors { message } } }`,
    { input },
  );
  return startSearchSession.searchSession.id;
}

/** Seconds from submission to end, by the database's clock. */
export async function secondsToEnd(service: Service, id: string): Promise<number> {
  for (;;) {
    const [row] = await service.query<{ state: string; seconds: number | null }>(
      `select state, extract(epoch from finished_at - created_at)::float8 as seconds
       from search_sessions where id = $1`,
      [id],
    );
    if (row?.seconds != null && row.state === 'SUCCEEDED') return row.seconds;
    if (row?.seconds != null) throw new Error(`session ${id} ended ${row.state}`);
    await pause(100);
  }
}

export async function runSession(
  service: Service,
  order: SearchOrder,
): Promise<{ id: string; seconds: number }> {
  const id = await startSession(service, order);
  return { id, seconds: await secondsToEnd(service, id) };
}

/** Resolves when so many trials of a session are under way. */
export async function untilRunning(service: Service, id: string, trials: number): Promise<void> {
  const running = `select 1 from trials where session_id = $1 and state = 'RUNNING'`;
  while ((await service.query(running, [id])).length < trials) await pause(50);
}

export async function cancelSession({ api }: Service, id: string): Promise<void> {
  await api.request(
    'mutation ($id: ID!) { cancelSearchSession(input: { id: $id }) { userErrors { message } } }',
    { id },
  );
}
