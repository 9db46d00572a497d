import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import { createExperiment, evaluateWaiting, project, startSession, success } from '../support/fixtures.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

const FIELDS = `id trialCounts { succeeded } experiment { id } control { id } winner { id validationAccuracy }
  verdict { bestDifference } policyUpdates { version rewardBest } later: policyUpdates(after: 1) { version }`;

interface Session {
  readonly id: string;
  readonly trialCounts: { readonly succeeded: number };
  readonly experiment: { readonly id: string };
  readonly control: { readonly id: string } | null;
  readonly winner: { readonly id: string; readonly validationAccuracy: number } | null;
  readonly verdict: { readonly bestDifference: number } | null;
  readonly policyUpdates: readonly { readonly version: number; readonly rewardBest: number }[];
  readonly later: readonly { readonly version: number }[];
}

/** Runs a session to its end; its trials reach `accuracy` and a little more by their number. */
async function finish(id: string, accuracy: number): Promise<void> {
  for (let step = 0; step < 5; step += 1) {
    await services.advancing.advance(id);
    await evaluateWaiting(services, id, ({ number }) => success(accuracy + number / 1000));
  }
}

it('a session in a list says of itself what it says alone', async () => {
  const { id: experimentId } = await createExperiment(services, { seed: 500 });
  for (const [index, accuracy] of [0.2, 0.6].entries()) {
    const { id } = await startSession(services, experimentId, {
      strategy: 'reinforce',
      options: { batchSize: 4 },
      seed: String(index),
      control: true,
      retrainTop: 1,
    });
    await finish(id, accuracy);
    const control = await services.sessions.findControlOf(project, id);
    await finish(control?.id ?? '', accuracy + 0.1);
  }
  const { experiment } = await client.request<{
    experiment: { searchSessions: { edges: { node: Session }[] } };
  }>(`query ($id: ID!) { experiment(id: $id) { searchSessions { edges { node { ${FIELDS} } } } } }`, {
    id: experimentId,
  });
  const listed = experiment.searchSessions.edges.map(({ node }) => node);
  expect(listed).toHaveLength(4);
  for (const session of listed) {
    const { searchSession } = await client.request<{ searchSession: Session }>(
      `query ($id: ID!) { searchSession(id: $id) { ${FIELDS} } }`,
      { id: session.id },
    );
    expect(session).toEqual(searchSession);
  }
  for (const { experiment: own, policyUpdates, later } of listed) {
    expect(own.id).toBe(experimentId);
    expect(later).toEqual(policyUpdates.slice(1).map(({ version }) => ({ version })));
  }
  // A control arm takes the whole budget in one batch.
  expect(listed.map(({ policyUpdates }) => policyUpdates.length).sort()).toEqual([1, 1, 2, 2]);
  expect(new Set(listed.map(({ winner }) => winner?.id)).size).toBe(4);
  expect(listed.filter(({ control }) => control !== null)).toHaveLength(2);
  expect(listed.filter(({ verdict }) => verdict !== null)).toHaveLength(2);
  expect(new Set(listed.map(({ verdict }) => verdict?.bestDifference)).size).toBe(3);
});
