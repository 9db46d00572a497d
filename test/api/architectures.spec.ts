import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import {
  createExperiment,
  evaluateWaiting,
  failure,
  startSession,
  success,
  tabularDefinition,
} from '../support/fixtures.js';
import { createKey, createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

const experiment = await createExperiment(services);
for (const seed of ['1', '2']) {
  const { id } = await startSession(services, experiment.id, {
    seed,
    maxTrials: 40,
    options: { batchSize: 40 },
  });
  await services.advancing.advance(id);
  await evaluateWaiting(services, id, ({ number }) => (number % 5 === 0 ? failure : success(number / 100)));
}

interface Trial {
  readonly id: string;
  readonly state: string;
  readonly sessionId: string;
}

interface Page {
  readonly edges: readonly { readonly node: Trial }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Layer {
  readonly id: string;
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly flops: number;
}

const [most] = await api.database.query<{ id: string; trials: string[] }>(
  `select architecture_id as id, array_agg(id order by id) as trials from trials
   group by 1 order by count(*) desc, 1 limit 1`,
);
const { id, trials: all } = most ?? { id: '', trials: [] };

it('an architecture has every trial of it, page by page, of all sessions and endings', async () => {
  expect(all.length).toBeGreaterThan(2);
  const seen: Trial[] = [];
  for (let after: string | null = null; ; ) {
    const answer: { architecture: { trials: Page } } = await client.request(
      `query ($id: ID!, $after: String) { architecture(id: $id) { trials(first: 2, after: $after) {
         edges { node { id state sessionId } } pageInfo { hasNextPage endCursor } } } }`,
      { id, after },
    );
    const { edges, pageInfo } = answer.architecture.trials;
    seen.push(...edges.map(({ node }) => node));
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  expect(seen.map((trial) => trial.id)).toEqual(all);
  expect(new Set(seen.map(({ sessionId }) => sessionId)).size).toBe(2);
});

it('its graph has the layers whose sizes are its own', async () => {
  const { architecture } = await client.request<{
    architecture: {
      tokens: number[];
      parameters: number;
      flops: number;
      graph: { inputShape: number[]; classes: number; layers: Layer[] };
    };
  }>(
    `query ($id: ID!) { architecture(id: $id) { tokens parameters flops graph { inputShape classes layers {
       id operation inputs settings outputShape parameters flops } } } }`,
    { id },
  );
  const { graph, parameters, flops, tokens } = architecture;
  expect(tokens).toHaveLength(6);
  expect(graph).toMatchObject({ inputShape: [1, 8, 8], classes: 10 });
  const sum = (of: (layer: Layer) => number) => graph.layers.reduce((total, layer) => total + of(layer), 0);
  expect(sum((layer) => layer.parameters)).toBe(parameters);
  expect(sum((layer) => layer.flops)).toBe(flops);
  expect(graph.layers.at(-1)?.outputShape).toEqual([10]);
  expect(graph.layers[0]).toMatchObject({
    operation: 'convolution',
    inputs: ['image'],
    settings: { padding: 'same' },
  });
  const known = new Set(['image']);
  for (const layer of graph.layers) {
    expect(layer.inputs.every((input) => known.has(input))).toBe(true);
    known.add(layer.id);
  }
});

it('one of a table has no graph, and that of another project is not there', async () => {
  const tabular = await services.experiments.create(experiment.projectId, tabularDefinition);
  const session = await startSession(services, tabular.id);
  await services.advancing.advance(session.id);
  const { trials } = await client.request<{
    trials: { edges: { node: { architecture: { graph: unknown } } }[] };
  }>(
    'query ($id: ID!) { trials(sessionId: $id) { edges { node { architecture { graph { classes } } } } } }',
    { id: session.id },
  );
  expect(trials.edges[0]?.node.architecture).toEqual({ graph: null });
  const key = await createKey(services, { projectId: await createProject(services) });
  const { body } = await api.post('query ($id: ID!) { architecture(id: $id) { id } }', { id }, key.headers);
  expect(body.data).toEqual({ architecture: null });
});
