import { describe, expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import { createExperiment } from '../support/fixtures.js';
import { quickDefinition } from '../support/search.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function experimentsPage(first: number, after: string | null): Promise<Page> {
  const { experiments } = await client.request<{ experiments: Page }>(
    `query ($first: Int!, $after: String) { experiments(first: $first, after: $after) {
       edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
    { first, after },
  );
  return experiments;
}

describe('a list', () => {
  it('goes on where the last page ended, whatever was added since', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1)
      ids.unshift((await createExperiment(services, { seed: index })).id);
    const seen: string[] = [];
    let page = await experimentsPage(3, null);
    seen.push(...page.edges.map(({ node }) => node.id));
    await createExperiment(services, { seed: 100 });
    while (page.pageInfo.hasNextPage) {
      page = await experimentsPage(3, page.pageInfo.endCursor);
      seen.push(...page.edges.map(({ node }) => node.id));
    }
    expect(seen).toEqual(ids);
  });
});

describe('a mutation with a client mutation id', () => {
  const CREATE = `mutation ($definition: JSON!, $key: String!) {
    createExperiment(input: { definition: $definition, clientMutationId: $key }) {
      experiment { id } userErrors { code field } } }`;
  const START = `mutation ($input: StartSearchSessionInput!) {
    startSearchSession(input: $input) { searchSession { id } userErrors { code field } } }`;

  it('does it once, however often it is sent', async () => {
    const create = (definition: object) => client.request<never>(CREATE, { definition, key: 'once' });
    const [first, second] = await Promise.all([create(quickDefinition), create(quickDefinition)]);
    expect(second).toEqual(first);
    expect(await create({ ...quickDefinition, seed: 9 })).toMatchObject({
      createExperiment: { experiment: null, userErrors: [{ code: 'CONFLICT', field: 'clientMutationId' }] },
    });
  });

  it('starts a session once, also when it is sent twice at the same time', async () => {
    const { id: experimentId } = await createExperiment(services, { seed: 300 });
    const wanted = { experimentId, maxTrials: 4, options: { batchSize: 2 }, clientMutationId: 'start once' };
    const start = (changes = {}) => client.request<never>(START, { input: { ...wanted, ...changes } });
    const [first, second] = await Promise.all([start(), start()]);
    expect(first).toMatchObject({ startSearchSession: { userErrors: [] } });
    expect(second).toEqual(first);
    expect(await start()).toEqual(first);
    const { id: anotherExperiment } = await createExperiment(services, { seed: 301 });
    const others = [
      { maxTrials: 5 },
      { control: false },
      { seed: '7' },
      { options: {} },
      { experimentId: anotherExperiment },
    ];
    for (const changes of others) {
      expect(await start(changes)).toMatchObject({
        startSearchSession: {
          searchSession: null,
          userErrors: [{ code: 'CONFLICT', field: 'clientMutationId' }],
        },
      });
    }
  });
});
